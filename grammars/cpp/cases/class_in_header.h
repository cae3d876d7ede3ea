#pragma once

namespace shop {

class Shop {
public:
    int total(int rate);
};

int open(const Shop &shop);

}

#include "shop.hpp"

// total() in a comment
#define TRACE(x) std::cerr << (x)

namespace shop {

using Amount = long long;
enum class State { open, closed };

template <typename T>
class Shop : public Base, private Priced {
public:
    explicit Shop(std::string name) : Base(name), total_(0) { connect(); }
    virtual ~Shop();

    Amount total(const std::string& currency) const override;
    T& first() { return orders_.front(); }
    bool operator==(const Shop& other) const;

private:
    Amount total_;
};

struct Line {
    int count;
};

}  // namespace shop

shop::Amount shop::Shop<int>::total(const std::string& currency) const {
    auto sum = std::accumulate(begin(), end(), Amount{0}, [&](auto a, auto& b) { return a + quote(b, currency); });
    TRACE("total");
    return money::round<int>(sum);
}

template <class T>
T* find(std::vector<T>& all, int id) {
    return new T(all.at(id));
}

int main() {
    shop::Shop<int> it{"x"};
    return it.total("EUR") + find(all, 1)->total;
}

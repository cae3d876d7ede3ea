#include "shop.h"

#define RATE 20
#define ROUND(x) (((x) + 5) / 10 * 10)

/* total() in a comment */
typedef struct {
    int total;
} shop_t;

typedef unsigned long amount_t;

struct order {
    struct order *next;
    int (*total)(struct order *);
};

enum state { OPEN, CLOSED };

static int quote(const struct order *order, const char *currency);
char **names(void);

int total(const struct order *order, /* the first */
          const char *currency)
{
    int sum = 0;
    for (; order; order = order->next)
        sum += quote(order, currency) + order->total(order);
    puts("total");
    return ROUND(sum);
}

struct order *first(shop_t *shop) { return find(shop, 0); }

int main(int argc, char **argv)
{
    int (*f)(const struct order *, const char *) = total;
    return total(first(0), "EUR") + f(0, 0);
}

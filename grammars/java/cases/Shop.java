package shop;

import static shop.Money.quote;

/** total() in a comment. */
@Entity
public abstract class Shop<T extends Order> extends Base implements Priced, Closeable {
    public static final String TOTAL = "total";
    private int total;

    public Shop(String name) {
        super(name);
    }

    @Override
    public Money total(final String currency, // ISO 4217
                       boolean rounded) throws IOException {
        List<Money> found = new ArrayList<>();
        orders.forEach(order -> found.add(quote(order, currency)));
        return Money.sum(found).round();
    }

    protected abstract void close();

    enum State { OPEN, CLOSED; State next() { return values()[ordinal() + 1]; } }

    record Line(String name, int count) {
        Line {
            Objects.requireNonNull(name);
        }
    }

    interface Visitor<R> {
        R visit(Shop<?> shop);
    }
}

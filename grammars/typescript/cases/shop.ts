import { quote } from "./money";

export interface Priced<T> {
  total(currency: string): T;
  name: string;
}

export type Total = { amount: number };

export enum Currency {
  EUR,
  USD,
}

namespace shop {
  export const rate = compute();
}

export abstract class Shop<T extends object> extends Base implements Priced<Total> {
  private orders: Order[] = [];

  constructor(private readonly name: string) {
    super();
  }

  abstract close(reason?: string): void;

  @cached()
  total(
    currency: string, // ISO 4217
    rounded = false,
  ): Total {
    const amount = this.orders.map((order): number => quote<number>(order, currency));
    return { amount: sum(amount) };
  }

  onClick = (event: MouseEvent): void => {
    this.total("EUR");
  };
}

export function open(name: string): Shop<object>;
export function open(name: unknown) {
  return new Outlet(String(name));
}

export const totals = async (shops: Shop<object>[]) => shops.map((shop) => shop.total("EUR"));

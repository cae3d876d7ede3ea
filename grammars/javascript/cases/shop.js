// total() in a comment is no code, and "total" below is text
import { quote, round as cut } from "./money.js";

export const RATE = 0.2;

export default class Shop extends Base {
  #orders = [];
  static open = () => new Shop();

  constructor(name) {
    super(name);
    this.name = "total";
  }

  /* the price */
  total(currency, { rounded = false } = {}) {
    const add = (a, b) => a + quote(b, currency);
    return cut(this.#orders.reduce(add, 0));
  }

  get count() {
    return this.#orders.length;
  }
}

function* each(shops) {
  for (const shop of shops) yield shop.total();
}

const api = {
  total: function (id) {
    return find(id).total("EUR");
  },
  async refresh() {
    await each(api.shops);
  },
};

module.exports.total = async function (id) {
  return api.total(id);
};
const total = api.total;
render(<Price of={total} />);

using System;

namespace Shops
{
    // Total() in a comment
    public delegate int Price(Order order);

    [Serializable]
    public abstract class Shop<T> : Base, IPriced where T : Order
    {
        private const string Name = "Total";

        public Shop(string name) : base(name) { Open(); }

        public int Count { get; private set; }
        public bool IsEmpty => Orders.Any();

        public async Task<Money> Total(
            string currency, // ISO 4217
            bool rounded = false)
        {
            var all = new List<Money>(Orders.Select(order => Quote(order, currency)));
            int Twice(int n) => Money.Double(n);
            this?.Changed?.Invoke(Twice(1));
            return all.Sum<Money>();
        }

        protected abstract void Close();
    }

    public interface IPriced
    {
        Task<Money> Total(string currency, bool rounded);
    }

    public record Line(string Name, int Count);

    public struct Point { public int X; }

    public enum State { Open, Closed }
}

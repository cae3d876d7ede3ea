//! total() in a comment.
use crate::money::{quote, Money};

pub const RATE: u32 = 20;
static NAME: &str = "total";
type Amount = Money<i64>;

#[derive(Debug)]
pub struct Shop<T> {
    pub total: u32,
    orders: Vec<T>,
}

pub enum State {
    Open,
    Closed { total: u32 },
}

pub trait Priced {
    fn total(&self, currency: &str) -> Money;
    fn close(&mut self) {
        self.stop();
    }
}

impl<T: Order> Priced for Shop<T> {
    /// The price.
    fn total(&self, currency: &str /* ISO 4217 */) -> Money {
        let all = self.orders.iter().map(|order| quote(order, currency));
        println!("total {}", NAME);
        Money::sum(all).round::<u8>()
    }
}

mod tests {
    use super::*;

    #[test]
    fn totals() {
        let shop = Shop { total: 1, orders: vec![] };
        assert_eq!(shop.total("EUR"), Money::zero());
    }
}

macro_rules! total {
    ($shop:expr) => { $shop.total("EUR") };
}

pub async fn open<P>(path: P) -> io::Result<Shop<P>>
where
    P: AsRef<Path>,
{
    load(path.as_ref()).await
}

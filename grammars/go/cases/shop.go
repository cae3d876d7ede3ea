package shop

import "example.com/money"

// Total is in a comment.
const Rate, Base = 2, 10

const (
	Open   = iota
	Closed
)

type Money = money.Money

type Celsius float64

type Shop struct {
	Name   string
	Total  int
	orders []Order
}

type Priced interface {
	Total(currency string) (Money, error)
	Close()
}

func New[T any](name string) *Shop {
	return &Shop{Name: name}
}

func (s *Shop) Total(currency string, options ...Option) (total Money, err error) {
	for _, order := range s.orders {
		total.Add(quote(order, currency))
	}
	log.Printf("Total %d", total)
	defer func() { s.Close() }()
	return round(total), nil
}

func main() {
	total, _ := New[int]("x").Total("EUR")
	use(total)
}

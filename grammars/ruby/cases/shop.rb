# total in a comment
module Shops
  RATE = compute(20)

  class Shop < Base
    include Priced
    attr_reader :total

    def initialize(name, orders: [])
      super(name)
      @total = "total"
    end

    # the price
    def total(currency = "EUR", &block)
      orders.map { |order| quote(order, currency) }.sum(&block)
    end

    def self.open(name)
      new(name).tap { |shop| shop.total("USD") }
    end

    def empty? = orders.none?

    def close
    end
  end

  class Billing::Outlet < Shops::Shop
  end
end

puts Shops::Shop.open("x").total

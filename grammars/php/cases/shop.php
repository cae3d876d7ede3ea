<h1>total()</h1>
<?php
namespace Shops;

use function Money\quote;

const RATE = 20, BASE = 10;

interface Priced
{
    public function total(string $currency): Money;
}

trait Named { public function name() { return $this->name; } }

enum State: string { case Open = 'open'; }

#[Entity]
abstract class Shop extends Base implements Priced
{
    use Named;

    const TOTAL = 'total';

    public function __construct(private string $name, protected array $orders = [])
    {
        parent::__construct($name);
    }

    /** the price */
    public function total(string $currency /* ISO 4217 */): Money
    {
        $total = array_map(fn ($order) => quote($order, $currency), $this->orders);
        return Money::sum($total)?->round();
    }

    abstract protected function close(): void;
}

function open(string $name): Shop
{
    return new Outlet(\Names\clean($name));
}

echo open('x')->total('EUR');
?>
<p>total</p>

import React from "react";

interface Props {
  total: number;
}

export const Price = ({ total }: Props): JSX.Element => {
  const shown = format(total);
  return <span title="total">{shown}</span>;
};

export function Cart(props: { items: Item[] }) {
  const total = sum(props.items);
  return (
    <List<Item> items={props.items}>
      <Price total={total} />
    </List>
  );
}

"""Which uses of what recipes replace are new: findings, ignore comments, baselines. Nothing here reads or writes."""

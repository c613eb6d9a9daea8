"""Supply: the network of roads, the allocation of what it can carry, the ledger of stocks, and orders about cargo."""

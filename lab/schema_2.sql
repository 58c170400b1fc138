-- Version 2: the hosts that are not in the index as they are now, which each find asks for.
CREATE INDEX hosts_not_indexed ON hosts (id) WHERE body <> indexed;

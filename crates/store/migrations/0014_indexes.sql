-- The accounts that were released are found in account_released_by, which begins the same way.
DROP INDEX account_released;

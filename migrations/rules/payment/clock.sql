-- By which the rules judge what the program says of time. Tests that move the program's clock put another in its place.
-- Source: decision 16.
CREATE OR REPLACE FUNCTION payment.clock() RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS 'SELECT clock_timestamp()';
REVOKE ALL ON FUNCTION payment.clock() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payment.clock() TO mocua_payment;

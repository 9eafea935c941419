-- Up Migration
-- Run statement by statement (CONCURRENTLY), so each can be repeated.
-- Why an order was cancelled, for whoever opens its page: said once, by whoever cancels it.
ALTER TABLE payment.payment_order ADD COLUMN IF NOT EXISTS cancel_reason text;
ALTER TABLE payment.payment_order DROP CONSTRAINT IF EXISTS payment_order_cancel_reason;
ALTER TABLE payment.payment_order ADD CONSTRAINT payment_order_cancel_reason
  CHECK (cancel_reason IS NULL OR (status = 'cancelled' AND cancel_reason IN ('withdrawn', 'refused', 'stopped', 'replaced'))) NOT VALID;
ALTER TABLE payment.payment_order VALIDATE CONSTRAINT payment_order_cancel_reason;
CREATE OR REPLACE TRIGGER payment_order_cancel_reason_kept BEFORE UPDATE OF cancel_reason ON payment.payment_order
  FOR EACH ROW WHEN (OLD.status = 'cancelled' AND NEW.cancel_reason IS DISTINCT FROM OLD.cancel_reason) EXECUTE FUNCTION payment.refuse_change();

-- Authorities number their decisions independently of one another, and one client may upload for several. The same number for the same
-- record, day and person is the same decision, however its authority is spelt.
DROP INDEX CONCURRENTLY IF EXISTS payment.fine_decision;
CREATE UNIQUE INDEX CONCURRENTLY fine_decision ON payment.fine (uploaded_by, decision_number, authority);
DROP INDEX CONCURRENTLY IF EXISTS payment.fine_record;
CREATE UNIQUE INDEX CONCURRENTLY fine_record ON payment.fine (lookup_index, decision_number, uploaded_by);
ALTER TABLE payment.fine DROP CONSTRAINT IF EXISTS fine_decision_number_key;
DROP INDEX CONCURRENTLY IF EXISTS payment.fine_lookup;

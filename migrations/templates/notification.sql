-- Every message to a person, kept so that support can say what became of it. The recipient and the text are sealed;
-- a text with a code in it is erased once it has been delivered or has expired.
CREATE TABLE :schema.notification (
  id uuid PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  template text NOT NULL,
  language text NOT NULL CHECK (language IN ('vi', 'en')),
  recipient bytea NOT NULL,
  -- Blind index, so that support can find a person's messages.
  recipient_index bytea NOT NULL,
  -- Subject and text, sealed together.
  body bytea,
  secret boolean NOT NULL,
  status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'expired')),
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  sent_at timestamptz,
  CHECK (body IS NOT NULL OR (secret AND status <> 'queued')),
  CHECK ((status = 'sent') = (sent_at IS NOT NULL))
);

CREATE INDEX notification_recipient ON :schema.notification (recipient_index, created_at DESC);
CREATE INDEX notification_created ON :schema.notification (created_at);
-- Only what is not finished: short, however many messages there have been.
CREATE INDEX notification_unfinished ON :schema.notification (expires_at) WHERE status = 'queued';
CREATE INDEX notification_failed ON :schema.notification (created_at DESC) WHERE status IN ('failed', 'expired');

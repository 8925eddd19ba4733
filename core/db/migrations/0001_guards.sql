CREATE TRIGGER `audit_not_changed` BEFORE UPDATE ON `audit`
BEGIN
	SELECT raise(ABORT, 'the audit log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_not_deleted` BEFORE DELETE ON `audit`
BEGIN
	SELECT raise(ABORT, 'the audit log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `punch_not_deleted` BEFORE DELETE ON `punch`
BEGIN
	SELECT raise(ABORT, 'a punch is never deleted');
END;
--> statement-breakpoint
CREATE TRIGGER `punch_not_changed` BEFORE UPDATE ON `punch`
WHEN NOT (
	old.`student_id` IS NULL
	AND new.`id` = old.`id`
	AND new.`device_id` = old.`device_id`
	AND new.`pin` = old.`pin`
	AND new.`raw_time` = old.`raw_time`
	AND new.`at` IS old.`at`
	AND new.`day` IS old.`day`
	AND new.`verify` = old.`verify`
	AND new.`state` = old.`state`
	AND new.`source` = old.`source`
	AND new.`recorded_at` = old.`recorded_at`
)
BEGIN
	SELECT raise(ABORT, 'of a punch only the unknown student can be filled in');
END;

PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_session_mark` (
	`student_id` text NOT NULL,
	`day` text NOT NULL,
	`session` text NOT NULL,
	`mark` text NOT NULL,
	`arrived_at` integer,
	`reason` text,
	`manual` integer DEFAULT false NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`day`, `session`, `student_id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_session_mark`("student_id", "day", "session", "mark", "arrived_at", "reason", "manual", "updated_at") SELECT "student_id", "day", "session", "mark", "arrived_at", "reason", "manual", "updated_at" FROM `session_mark` ORDER BY "day", "session", "student_id";--> statement-breakpoint
DROP TABLE `session_mark`;--> statement-breakpoint
ALTER TABLE `__new_session_mark` RENAME TO `session_mark`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `session_mark_month` ON `session_mark` (substr(`day`, 1, 7),`student_id`,`day`,`session`,`mark`,`reason`,`manual`);--> statement-breakpoint
DROP INDEX `attendance_record_day`;--> statement-breakpoint
CREATE INDEX `attendance_record_day` ON `attendance_record` (`day`,`at`,`event_type`,`student_id`);--> statement-breakpoint
DROP INDEX `student_pin`;--> statement-breakpoint
CREATE UNIQUE INDEX `student_pin` ON `student` (`pin`,`school_id`);--> statement-breakpoint
ALTER TABLE `standing` ADD `missed_half_days` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `call_log_guardian` ON `call_log` (`guardian_id`);--> statement-breakpoint
CREATE INDEX `message_guardian` ON `message` (`guardian_id`);--> statement-breakpoint
CREATE INDEX `night_roll_entry_student` ON `night_roll_entry` (`student_id`);--> statement-breakpoint
CREATE INDEX `stream_stay_to` ON `stream_stay` (`to_day`);--> statement-breakpoint
CREATE INDEX `stream_stay_from` ON `stream_stay` (`from_day`);
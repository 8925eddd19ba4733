CREATE TABLE `absence_reason` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`session` text,
	`reason` text NOT NULL,
	`excused` integer NOT NULL,
	`counts_present` integer NOT NULL,
	`alerts_parent` integer NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`withdrawn_at` integer,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `absence_reason_student` ON `absence_reason` (`student_id`,`to_day`);--> statement-breakpoint
CREATE INDEX `absence_reason_days` ON `absence_reason` (`to_day`,`from_day`);--> statement-breakpoint
CREATE TABLE `call_log` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`guardian_id` text,
	`day` text NOT NULL,
	`outcome` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`withdrawn_at` integer,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`guardian_id`) REFERENCES `guardian`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `call_log_student` ON `call_log` (`student_id`,`day`);--> statement-breakpoint
CREATE INDEX `call_log_day` ON `call_log` (`day`);--> statement-breakpoint
CREATE TABLE `class_alias` (
	`label` text PRIMARY KEY NOT NULL,
	`stream_id` text NOT NULL,
	FOREIGN KEY (`stream_id`) REFERENCES `stream`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `closure` (
	`id` text PRIMARY KEY NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text NOT NULL,
	`session` text,
	`scope` text NOT NULL,
	`scope_id` text,
	`reason` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`cancelled_at` integer,
	`cancelled_by` text
);
--> statement-breakpoint
CREATE INDEX `closure_days` ON `closure` (`to_day`,`from_day`);--> statement-breakpoint
CREATE TABLE `counter` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `day_lock` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`locked_at` integer NOT NULL,
	`locked_by` text NOT NULL,
	`unlocked_at` integer,
	`unlocked_by` text,
	`why` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `day_lock_once` ON `day_lock` (`day`) WHERE unlocked_at is null;--> statement-breakpoint
CREATE TABLE `gate_pass` (
	`id` text PRIMARY KEY NOT NULL,
	`number` integer NOT NULL,
	`student_id` text NOT NULL,
	`day` text NOT NULL,
	`reason` text NOT NULL,
	`approved_by` text NOT NULL,
	`collected_by` text DEFAULT '' NOT NULL,
	`collector_id` text DEFAULT '' NOT NULL,
	`expected_return_at` integer,
	`issued_at` integer NOT NULL,
	`issued_by` text NOT NULL,
	`cancelled_at` integer,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `gate_pass_number_unique` ON `gate_pass` (`number`);--> statement-breakpoint
CREATE INDEX `gate_pass_day` ON `gate_pass` (`day`);--> statement-breakpoint
CREATE INDEX `gate_pass_student` ON `gate_pass` (`student_id`,`day`);--> statement-breakpoint
CREATE TABLE `import_memory` (
	`student_id` text PRIMARY KEY NOT NULL,
	`fields` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `manual_mark` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`day` text NOT NULL,
	`session` text NOT NULL,
	`mark` text NOT NULL,
	`arrived_at` integer,
	`why` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`withdrawn_at` integer,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `manual_mark_day` ON `manual_mark` (`day`,`session`);--> statement-breakpoint
CREATE INDEX `manual_mark_student` ON `manual_mark` (`student_id`,`day`);--> statement-breakpoint
CREATE TABLE `night_roll` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`started_at` integer NOT NULL,
	`started_by` text NOT NULL,
	`closed_at` integer,
	`closed_by` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `night_roll_day_unique` ON `night_roll` (`day`);--> statement-breakpoint
CREATE TABLE `night_roll_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`night_roll_id` text NOT NULL,
	`student_id` text NOT NULL,
	`state` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`night_roll_id`) REFERENCES `night_roll`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `night_roll_entry_once` ON `night_roll_entry` (`night_roll_id`,`student_id`);--> statement-breakpoint
CREATE TABLE `photo` (
	`student_id` text PRIMARY KEY NOT NULL,
	`jpeg` blob NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `punch_dismissal` (
	`punch_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`why` text NOT NULL,
	FOREIGN KEY (`punch_id`) REFERENCES `punch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `recovery` (
	`id` text PRIMARY KEY NOT NULL,
	`code_hash` text NOT NULL,
	`wrapped_key` blob,
	`failed_attempts` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`used_at` integer
);
--> statement-breakpoint
CREATE TABLE `standing` (
	`student_id` text PRIMARY KEY NOT NULL,
	`term_from` text NOT NULL,
	`possible` integer NOT NULL,
	`attended` integer NOT NULL,
	`late` integer NOT NULL,
	`absent` integer NOT NULL,
	`days_in_a_row` integer NOT NULL,
	`enrolled_days` integer NOT NULL,
	`missed_rate` integer NOT NULL,
	`main_reason` text,
	`stale` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `standing_missed` ON `standing` (`missed_rate`);--> statement-breakpoint
CREATE INDEX `standing_stale` ON `standing` (`stale`) WHERE stale = 1;--> statement-breakpoint
CREATE TABLE `stream_stay` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`stream_id` text NOT NULL,
	`from_day` text NOT NULL,
	`to_day` text,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stream_id`) REFERENCES `stream`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stream_stay_once` ON `stream_stay` (`student_id`,`from_day`);--> statement-breakpoint
CREATE INDEX `stream_stay_stream` ON `stream_stay` (`stream_id`,`from_day`);--> statement-breakpoint
CREATE TABLE `undo_step` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`user_id` text,
	`username` text NOT NULL,
	`access` text NOT NULL,
	`what` text NOT NULL,
	`subject` text DEFAULT '' NOT NULL,
	`count` integer NOT NULL,
	`images` text NOT NULL,
	`undone_at` integer,
	`undone_by` text,
	FOREIGN KEY (`user_id`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `undo_step_at` ON `undo_step` (`at`);--> statement-breakpoint
CREATE TABLE `warning_note` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `warning_note_student` ON `warning_note` (`student_id`,`at`);--> statement-breakpoint
DROP INDEX `class_name`;--> statement-breakpoint
CREATE UNIQUE INDEX `class_name` ON `class` (`school_id`,`name`) WHERE deleted_at is null;--> statement-breakpoint
DROP INDEX `session_close_once`;--> statement-breakpoint
ALTER TABLE `session_close` ADD `plan` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `session_close_once` ON `session_close` (`day`,`session`,`plan`);--> statement-breakpoint
DROP INDEX `stream_name`;--> statement-breakpoint
ALTER TABLE `stream` ADD `teacher` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `stream_name` ON `stream` (`class_id`,`name`) WHERE deleted_at is null;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_message` (
	`id` text PRIMARY KEY NOT NULL,
	`dedupe_key` text NOT NULL,
	`kind` text NOT NULL,
	`student_id` text,
	`guardian_id` text,
	`attendance_record_id` text,
	`day` text NOT NULL,
	`phone` text NOT NULL,
	`body` text NOT NULL,
	`segments` integer NOT NULL,
	`state` text NOT NULL,
	`note` text,
	`attempts` integer DEFAULT 0 NOT NULL,
	`not_before` integer,
	`expires_at` integer NOT NULL,
	`claimed_at` integer,
	`sent_at` integer,
	`provider_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`guardian_id`) REFERENCES `guardian`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_message`("id", "dedupe_key", "kind", "student_id", "guardian_id", "attendance_record_id", "day", "phone", "body", "segments", "state", "note", "attempts", "not_before", "expires_at", "claimed_at", "sent_at", "provider_id", "created_at", "updated_at") SELECT "id", "dedupe_key", "kind", "student_id", "guardian_id", "attendance_record_id", "day", "phone", "body", "segments", "state", "note", "attempts", "not_before", "expires_at", "claimed_at", "sent_at", "provider_id", "created_at", "updated_at" FROM `message`;--> statement-breakpoint
DROP TABLE `message`;--> statement-breakpoint
ALTER TABLE `__new_message` RENAME TO `message`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `message_dedupeKey_unique` ON `message` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `message_due` ON `message` (`state`,`not_before`);--> statement-breakpoint
CREATE INDEX `message_created` ON `message` (`created_at`);--> statement-breakpoint
CREATE INDEX `message_student_day` ON `message` (`student_id`,`day`);--> statement-breakpoint
CREATE INDEX `message_day` ON `message` (`day`,`state`);--> statement-breakpoint
ALTER TABLE `school` ADD `uic` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `school` ADD `knec_code` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `school` ADD `logo` blob;--> statement-breakpoint
ALTER TABLE `session_mark` ADD `reason` text;--> statement-breakpoint
ALTER TABLE `session_mark` ADD `manual` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `student` ADD `left_why` text;--> statement-breakpoint
ALTER TABLE `student` ADD `exempt` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `student` ADD `upi` text;--> statement-breakpoint
ALTER TABLE `student` ADD `assessment_number` text;--> statement-breakpoint
ALTER TABLE `student` ADD `birth_certificate` text;--> statement-breakpoint
ALTER TABLE `student_guardian` ADD `position` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `user_account` ADD `last_sign_in_at` integer;--> statement-breakpoint
INSERT INTO `stream_stay`("id", "student_id", "stream_id", "from_day", "to_day") SELECT "id", "id", "stream_id", coalesce("admitted_on", '1900-01-01'), "left_on" FROM `student`;--> statement-breakpoint
INSERT INTO `counter`("name", "value") SELECT 'pin', coalesce(max("pin"), 0) FROM `student`;

CREATE TABLE `delivery_report` (
	`id` text PRIMARY KEY NOT NULL,
	`provider_id` text NOT NULL,
	`phone` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`received_at` integer NOT NULL,
	`message_id` text,
	`adopted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `message`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `delivery_report_provider` ON `delivery_report` (`provider_id`);--> statement-breakpoint
CREATE INDEX `delivery_report_message` ON `delivery_report` (`message_id`);--> statement-breakpoint
CREATE TABLE `message_batch` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`session` text NOT NULL,
	`plan` text NOT NULL,
	`state` text NOT NULL,
	`reasons` text NOT NULL,
	`closed_at` integer NOT NULL,
	`decided_at` integer,
	`decided_by` text,
	`why` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `message_batch_once` ON `message_batch` (`day`,`session`,`plan`);--> statement-breakpoint
CREATE TABLE `message_cause` (
	`dedupe_key` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`student_id` text,
	`attendance_record_id` text,
	`at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `message`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `message_cause_message` ON `message_cause` (`message_id`);--> statement-breakpoint
CREATE INDEX `message_cause_student` ON `message_cause` (`student_id`,`at`);--> statement-breakpoint
CREATE TABLE `message_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`decision` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `message`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `message_decision_message` ON `message_decision` (`message_id`);--> statement-breakpoint
CREATE TABLE `secret` (
	`name` text PRIMARY KEY NOT NULL,
	`sealed` blob NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `template` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`text` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `template_once` ON `template` (`kind`,`language`);--> statement-breakpoint
DROP INDEX `message_dedupeKey_unique`;--> statement-breakpoint
DROP INDEX `message_due`;--> statement-breakpoint
ALTER TABLE `message` ADD `channel` text DEFAULT 'sms' NOT NULL;--> statement-breakpoint
ALTER TABLE `message` ADD `batch_id` text REFERENCES message_batch(id);--> statement-breakpoint
ALTER TABLE `message` ADD `corrects_id` text;--> statement-breakpoint
ALTER TABLE `message` ADD `language` text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE `message` ADD `priority` integer DEFAULT 5 NOT NULL;--> statement-breakpoint
ALTER TABLE `message` ADD `cost_minor` integer;--> statement-breakpoint
ALTER TABLE `message` ADD `report_rank` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `message_correctsId_unique` ON `message` (`corrects_id`);--> statement-breakpoint
CREATE INDEX `message_provider` ON `message` (`provider_id`);--> statement-breakpoint
CREATE INDEX `message_phone` ON `message` (`phone`,`state`);--> statement-breakpoint
CREATE INDEX `message_of_batch` ON `message` (`batch_id`);--> statement-breakpoint
CREATE INDEX `message_due` ON `message` (`state`,`priority`,`not_before`);--> statement-breakpoint
INSERT INTO `message_cause`("dedupe_key", "message_id", "student_id", "attendance_record_id", "at") SELECT "dedupe_key", "id", "student_id", "attendance_record_id", "created_at" FROM `message`;--> statement-breakpoint
UPDATE `message` SET "priority" = CASE "kind" WHEN 'departure' THEN 6 WHEN 'arrival' THEN 7 WHEN 'test' THEN 8 ELSE 5 END;--> statement-breakpoint
ALTER TABLE `message` DROP COLUMN `dedupe_key`;--> statement-breakpoint
ALTER TABLE `message` DROP COLUMN `attendance_record_id`;--> statement-breakpoint
ALTER TABLE `guardian` ADD `blocked` text;--> statement-breakpoint
ALTER TABLE `guardian` ADD `blocked_at` integer;--> statement-breakpoint
ALTER TABLE `message_attempt` ADD `phase` text;--> statement-breakpoint
ALTER TABLE `message_attempt` ADD `http_status` integer;--> statement-breakpoint
ALTER TABLE `message_attempt` ADD `code` text;--> statement-breakpoint
ALTER TABLE `message_attempt` ADD `balance_before` integer;--> statement-breakpoint
ALTER TABLE `message_attempt` ADD `balance_after` integer;
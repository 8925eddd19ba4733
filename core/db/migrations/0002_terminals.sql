CREATE TABLE `data_key` (
	`id` text PRIMARY KEY NOT NULL,
	`wrapped` blob NOT NULL,
	`backend` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `device_log` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`details` text NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `device_log_device` ON `device_log` (`device_id`,`at`);--> statement-breakpoint
CREATE INDEX `device_log_at` ON `device_log` (`at`);--> statement-breakpoint
CREATE TABLE `device_pin` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`pin` text NOT NULL,
	`student_id` text NOT NULL,
	`adopted_at` integer NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_pin_once` ON `device_pin` (`device_id`,`pin`);--> statement-breakpoint
CREATE INDEX `device_pin_student` ON `device_pin` (`student_id`);--> statement-breakpoint
CREATE TABLE `enrollment` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`device_id` text NOT NULL,
	`finger` integer NOT NULL,
	`flag` integer DEFAULT 1 NOT NULL,
	`sealed` blob,
	`template_version` text NOT NULL,
	`quality` integer NOT NULL,
	`enrolled_at` integer NOT NULL,
	`enrolled_by` text,
	`active` integer DEFAULT true NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`enrolled_by`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrollment_once` ON `enrollment` (`student_id`,`device_id`,`finger`);--> statement-breakpoint
CREATE INDEX `enrollment_device` ON `enrollment` (`device_id`);--> statement-breakpoint
CREATE TABLE `enrollment_intent` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`device_id` text NOT NULL,
	`pin` text NOT NULL,
	`finger` integer NOT NULL,
	`user_is_new` integer NOT NULL,
	`previous` blob,
	`previous_flag` integer,
	`started_at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrollment_intent_device` ON `enrollment_intent` (`device_id`);--> statement-breakpoint
CREATE TABLE `group_stream` (
	`id` text PRIMARY KEY NOT NULL,
	`device_group_id` text NOT NULL,
	`stream_id` text NOT NULL,
	FOREIGN KEY (`device_group_id`) REFERENCES `device_group`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stream_id`) REFERENCES `stream`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `group_stream_pair` ON `group_stream` (`device_group_id`,`stream_id`);--> statement-breakpoint
CREATE INDEX `group_stream_stream` ON `group_stream` (`stream_id`);--> statement-breakpoint
CREATE TABLE `station` (
	`id` text PRIMARY KEY NOT NULL,
	`stream_id` text NOT NULL,
	`device_id` text NOT NULL,
	`finger` integer NOT NULL,
	`started_at` integer NOT NULL,
	`started_by` text,
	`finished_at` integer,
	FOREIGN KEY (`stream_id`) REFERENCES `stream`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`started_by`) REFERENCES `user_account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `station_action` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`station_id` text NOT NULL,
	`student_id` text NOT NULL,
	`state_before` text NOT NULL,
	`finger` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `station_action_station` ON `station_action` (`station_id`);--> statement-breakpoint
CREATE TABLE `station_child` (
	`id` text PRIMARY KEY NOT NULL,
	`station_id` text NOT NULL,
	`student_id` text NOT NULL,
	`position` integer NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	FOREIGN KEY (`station_id`) REFERENCES `station`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `station_child_once` ON `station_child` (`station_id`,`student_id`);--> statement-breakpoint
CREATE TABLE `sync_item` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`student_id` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`fingers` integer DEFAULT 0 NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sync_item_pair` ON `sync_item` (`device_id`,`student_id`);--> statement-breakpoint
CREATE INDEX `sync_item_student` ON `sync_item` (`student_id`);--> statement-breakpoint
ALTER TABLE `device` ADD `template_version` text;
CREATE TABLE `attendance_record` (
	`id` text PRIMARY KEY NOT NULL,
	`punch_id` text NOT NULL,
	`student_id` text NOT NULL,
	`device_id` text NOT NULL,
	`day` text NOT NULL,
	`event_type` text NOT NULL,
	`at` integer NOT NULL,
	`verification_method` text NOT NULL,
	`source` text NOT NULL,
	FOREIGN KEY (`punch_id`) REFERENCES `punch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `attendance_record_punchId_unique` ON `attendance_record` (`punch_id`);--> statement-breakpoint
CREATE INDEX `attendance_record_student_day` ON `attendance_record` (`student_id`,`day`);--> statement-breakpoint
CREATE INDEX `attendance_record_day` ON `attendance_record` (`day`,`at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`user_id` text,
	`username` text,
	`action` text NOT NULL,
	`channel` text NOT NULL,
	`entity` text NOT NULL,
	`entity_id` text,
	`outcome` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_at` ON `audit` (`at`);--> statement-breakpoint
CREATE INDEX `audit_entity` ON `audit` (`entity`,`entity_id`);--> statement-breakpoint
CREATE TABLE `change` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`entity` text NOT NULL,
	`entity_id` text NOT NULL,
	`op` text NOT NULL,
	`payload` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `device` (
	`id` text PRIMARY KEY NOT NULL,
	`school_id` text NOT NULL,
	`device_group_id` text NOT NULL,
	`serial_number` text,
	`name` text NOT NULL,
	`location` text DEFAULT '' NOT NULL,
	`host` text NOT NULL,
	`port` integer DEFAULT 4370 NOT NULL,
	`comm_key` integer DEFAULT 0 NOT NULL,
	`model` text,
	`firmware` text,
	`last_seen_at` integer,
	`last_read_at` integer,
	`enrolled_count` integer,
	`capacity` integer,
	`logs_on_device` integer,
	`log_capacity` integer,
	`clock_drift_ms` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`school_id`) REFERENCES `school`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_group_id`) REFERENCES `device_group`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_serial` ON `device` (`serial_number`);--> statement-breakpoint
CREATE TABLE `device_group` (
	`id` text PRIMARY KEY NOT NULL,
	`school_id` text NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`school_id`) REFERENCES `school`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `device_user` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`pin` text NOT NULL,
	`uid` integer NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_user_pin` ON `device_user` (`device_id`,`pin`);--> statement-breakpoint
CREATE TABLE `guardian` (
	`id` text PRIMARY KEY NOT NULL,
	`school_id` text NOT NULL,
	`full_name` text NOT NULL,
	`phone` text NOT NULL,
	`email` text,
	`language` text DEFAULT 'en' NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`school_id`) REFERENCES `school`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `guardian_phone` ON `guardian` (`phone`);--> statement-breakpoint
CREATE TABLE `message` (
	`id` text PRIMARY KEY NOT NULL,
	`dedupe_key` text NOT NULL,
	`kind` text NOT NULL,
	`student_id` text NOT NULL,
	`guardian_id` text NOT NULL,
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
CREATE UNIQUE INDEX `message_dedupeKey_unique` ON `message` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `message_due` ON `message` (`state`,`not_before`);--> statement-breakpoint
CREATE INDEX `message_created` ON `message` (`created_at`);--> statement-breakpoint
CREATE INDEX `message_student_day` ON `message` (`student_id`,`day`);--> statement-breakpoint
CREATE INDEX `message_day` ON `message` (`day`,`state`);--> statement-breakpoint
CREATE TABLE `message_attempt` (
	`id` text PRIMARY KEY NOT NULL,
	`message_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`outcome` text,
	`reason` text,
	FOREIGN KEY (`message_id`) REFERENCES `message`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `message_attempt_once` ON `message_attempt` (`message_id`,`attempt`);--> statement-breakpoint
CREATE TABLE `punch` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`pin` text NOT NULL,
	`raw_time` integer NOT NULL,
	`at` integer,
	`day` text,
	`verify` integer NOT NULL,
	`state` integer NOT NULL,
	`source` text NOT NULL,
	`student_id` text,
	`recorded_at` integer NOT NULL,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `punch_once` ON `punch` (`device_id`,`pin`,`raw_time`);--> statement-breakpoint
CREATE INDEX `punch_student_day` ON `punch` (`student_id`,`day`);--> statement-breakpoint
CREATE INDEX `punch_unmatched` ON `punch` (`recorded_at`) WHERE student_id is null;--> statement-breakpoint
CREATE TABLE `school` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`code` text NOT NULL,
	`address` text DEFAULT '' NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`type` text DEFAULT 'day' NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `school_code_unique` ON `school` (`code`);--> statement-breakpoint
CREATE TABLE `class` (
	`id` text PRIMARY KEY NOT NULL,
	`school_id` text NOT NULL,
	`name` text NOT NULL,
	`level` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`school_id`) REFERENCES `school`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `class_name` ON `class` (`school_id`,`name`);--> statement-breakpoint
CREATE TABLE `session_close` (
	`id` text PRIMARY KEY NOT NULL,
	`day` text NOT NULL,
	`session` text NOT NULL,
	`closed_at` integer NOT NULL,
	`settled` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_close_once` ON `session_close` (`day`,`session`);--> statement-breakpoint
CREATE TABLE `session_mark` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`day` text NOT NULL,
	`session` text NOT NULL,
	`mark` text NOT NULL,
	`arrived_at` integer,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_mark_once` ON `session_mark` (`student_id`,`day`,`session`);--> statement-breakpoint
CREATE INDEX `session_mark_day` ON `session_mark` (`day`,`session`,`mark`);--> statement-breakpoint
CREATE TABLE `setting` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "setting_key" CHECK(length("setting"."key") > 0)
);
--> statement-breakpoint
CREATE TABLE `stream` (
	`id` text PRIMARY KEY NOT NULL,
	`class_id` text NOT NULL,
	`name` text NOT NULL,
	`capacity` integer,
	`deleted_at` integer,
	FOREIGN KEY (`class_id`) REFERENCES `class`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stream_name` ON `stream` (`class_id`,`name`);--> statement-breakpoint
CREATE TABLE `student` (
	`id` text PRIMARY KEY NOT NULL,
	`school_id` text NOT NULL,
	`admission_number` text NOT NULL,
	`first_name` text NOT NULL,
	`middle_name` text,
	`last_name` text NOT NULL,
	`gender` text NOT NULL,
	`date_of_birth` text,
	`stream_id` text NOT NULL,
	`pin` integer NOT NULL,
	`boarding` integer DEFAULT false NOT NULL,
	`admitted_on` text,
	`left_on` text,
	`active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`school_id`) REFERENCES `school`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stream_id`) REFERENCES `stream`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `student_admission_number` ON `student` (`school_id`,`admission_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `student_pin` ON `student` (`school_id`,`pin`);--> statement-breakpoint
CREATE INDEX `student_stream` ON `student` (`stream_id`);--> statement-breakpoint
CREATE INDEX `student_name` ON `student` (`last_name`,`first_name`);--> statement-breakpoint
CREATE TABLE `student_guardian` (
	`id` text PRIMARY KEY NOT NULL,
	`student_id` text NOT NULL,
	`guardian_id` text NOT NULL,
	`relation` text DEFAULT '' NOT NULL,
	`receives_messages` integer DEFAULT true NOT NULL,
	FOREIGN KEY (`student_id`) REFERENCES `student`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`guardian_id`) REFERENCES `guardian`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `student_guardian_pair` ON `student_guardian` (`student_id`,`guardian_id`);--> statement-breakpoint
CREATE INDEX `student_guardian_guardian` ON `student_guardian` (`guardian_id`);--> statement-breakpoint
CREATE TABLE `user_account` (
	`id` text PRIMARY KEY NOT NULL,
	`username` text NOT NULL,
	`full_name` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text NOT NULL,
	`failed_attempts` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_account_username_unique` ON `user_account` (`username`);
/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names for the numbers that TEEs use, from TA UUIDs and result codes to
 * supplicant requests
 */
#ifndef GTEE_CLI_NAMES_H
#define GTEE_CLI_NAMES_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * ta_name() - look up a TA's name
 * @uuid:	its UUID
 *
 * Return: its name, or NULL if we don't know this TA.
 */
const char *ta_name(const uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * ta_find() - look up a TA by UUID or name
 * @text:	UUID, or any name that ta_name() knows
 * @uuid:	[out] its UUID
 *
 * Return: 0, or -EINVAL if @text is neither.
 */
int ta_find(const char *text, uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/* no TA implements this */
#define NONEXISTENT_COMMAND 0xffffffffu

/**
 * struct known_call - a call that works on all of a driver's TEEs and returns at once
 * @driver:	driver name
 * @ta:		a TA that is built into the TEE, but not announced
 * @command:	command to invoke
 * @has_value:	takes one INOUT value; takes no parameters if false
 */
struct known_call {
	const char *driver;
	const char *ta;
	uint32_t command;
	bool has_value;
};

/**
 * known_call_find() - look up bench's default call
 * @driver:	the TEE's driver
 *
 * Return: the call, or NULL if we don't know any for this driver.
 */
const struct known_call *known_call_find(const char *driver);

/* results of the internal API that the client API doesn't have */
#define TEE_ERROR_CORRUPT_OBJECT	0xf0100001
#define TEE_ERROR_STORAGE_NOT_AVAILABLE_2 0xf0100004

#define TA_LABEL_SIZE 80

/**
 * ta_label() - format a TA's name and UUID
 * @uuid:	its UUID as text
 * @label:	[out] "crypt (cb3e5ba0-adf1-11e0-998b-0002a5d5c51b)", or just the UUID
 *
 * Return: @label.
 */
const char *ta_label(const char *uuid, char label[TA_LABEL_SIZE]);

/**
 * result_name() - describe a GlobalPlatform result code
 * @code:	the code
 *
 * Return: text, never NULL.
 */
const char *result_name(uint32_t code);

/**
 * origin_name() - say where a result code is from
 * @origin:	TEEC_ORIGIN_*
 *
 * Return: text, never NULL.
 */
const char *origin_name(uint32_t origin);

/**
 * struct login_method - a GlobalPlatform login method
 * @name:	argument for --login
 * @number:	TEE_IOCTL_LOGIN_*
 * @needs_group: --group is required
 */
struct login_method {
	const char *name;
	uint32_t number;
	int needs_group;
};

/**
 * login_find() - look up a login method by its name
 * @name:	"public", "user" etc.
 *
 * Return: the method, or NULL.
 */
const struct login_method *login_find(const char *name);

/**
 * login_name() - describe a login method
 * @number:	TEE_IOCTL_LOGIN_*
 *
 * Return: text, never NULL.
 */
const char *login_name(uint32_t number);

/**
 * struct capability - something a TEE can do
 * @bit:	TEE_GEN_CAP_* or TEE_CAP_*
 * @name:	word to use in JSON
 * @meaning:	text for people
 */
struct capability {
	uint64_t bit;
	const char *name;
	const char *meaning;
};

extern const struct capability capabilities[];	/* ends with a 0 bit */

/**
 * driver_type_name() - describe a driver type
 * @type:	TEE_DRIVER_TYPE_*
 *
 * Return: text, never NULL.
 */
const char *driver_type_name(uint32_t type);

/**
 * request_name() - describe one of OP-TEE's supplicant requests
 * @func:	RPC command
 *
 * Return: text, never NULL.
 */
const char *request_name(uint32_t func);

#endif

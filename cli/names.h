/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names for the numbers that a TEE uses: UUIDs of well-known Trusted Applications, result
 * codes and their origins, logins, capabilities, driver types, requests to the supplicant.
 */
#ifndef GTEE_CLI_NAMES_H
#define GTEE_CLI_NAMES_H

#include <linux/tee.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * ta_name() - get the name of a Trusted Application
 * @uuid:	its UUID
 *
 * Return: the name, or NULL if unknown.
 */
const char *ta_name(const uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * ta_find() - look up a Trusted Application by UUID or name
 * @text:	a UUID, or a name that ta_name() returns
 * @uuid:	[out] its UUID
 *
 * Return: 0, or -EINVAL if @text is neither.
 */
int ta_find(const char *text, uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/* A command that no Trusted Application implements. */
#define NONEXISTENT_COMMAND 0xffffffffu

/**
 * struct known_call - call that completes immediately on every TEE of a driver
 * @driver:	name of the driver
 * @ta:		name of a Trusted Application that is part of the TEE, but not announced
 * @command:	command to invoke
 * @has_value:	the command takes one parameter, a value of type INOUT; if false, it takes none
 */
struct known_call {
	const char *driver;
	const char *ta;
	uint32_t command;
	bool has_value;
};

/**
 * known_call_find() - look up the call that bench makes to a TEE by default
 * @driver:	name of the TEE's driver
 *
 * Return: the call, or NULL if no Trusted Application of this driver's TEEs is known.
 */
const struct known_call *known_call_find(const char *driver);

#define TA_LABEL_SIZE 80

/**
 * ta_label() - format the name and UUID of a Trusted Application
 * @uuid:	its UUID as text
 * @label:	[out] "crypt (cb3e5ba0-adf1-11e0-998b-0002a5d5c51b)", or only the UUID
 *
 * Return: @label.
 */
const char *ta_label(const char *uuid, char label[TA_LABEL_SIZE]);

/**
 * result_name() - describe a result code of the GlobalPlatform APIs
 * @code:	the code
 *
 * Return: a description, never NULL.
 */
const char *result_name(uint32_t code);

/**
 * origin_name() - describe the origin of a result code
 * @origin:	a TEEC_ORIGIN_* number
 *
 * Return: a description, never NULL.
 */
const char *origin_name(uint32_t origin);

/**
 * struct login_method - login method
 * @name:	argument of --login
 * @number:	TEE_IOCTL_LOGIN_*
 * @needs_group: the method needs a group
 */
struct login_method {
	const char *name;
	uint32_t number;
	int needs_group;
};

/**
 * login_find() - look up a login method by its name
 * @name:	"public", "user" and so on
 *
 * Return: the method, or NULL.
 */
const struct login_method *login_find(const char *name);

/**
 * login_name() - get the name of a login method
 * @number:	TEE_IOCTL_LOGIN_*
 *
 * Return: a description, never NULL.
 */
const char *login_name(uint32_t number);

/**
 * struct capability - capability of a TEE
 * @bit:	TEE_GEN_CAP_* or TEE_CAP_*
 * @name:	word for JSON
 * @meaning:	description
 */
struct capability {
	uint64_t bit;
	const char *name;
	const char *meaning;
};

extern const struct capability capabilities[];	/* ends with a bit of 0 */

/**
 * driver_type_name() - get the name of a driver type
 * @type:	TEE_DRIVER_TYPE_*
 *
 * Return: a description, never NULL.
 */
const char *driver_type_name(uint32_t type);

/**
 * request_name() - describe a request of OP-TEE to its supplicant
 * @func:	number of the request
 *
 * Return: a description, never NULL.
 */
const char *request_name(uint32_t func);

#endif

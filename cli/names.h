/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words for the numbers of a TEE: Trusted Applications that are publicly known, result
 * codes and their origins, logins, capabilities.
 */
#ifndef GTEE_CLI_NAMES_H
#define GTEE_CLI_NAMES_H

#include <linux/tee.h>
#include <stddef.h>
#include <stdint.h>

/**
 * ta_name() - what a Trusted Application is called
 * @uuid:	its UUID
 *
 * Return: a name, or NULL where it is not known.
 */
const char *ta_name(const uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/**
 * ta_find() - a Trusted Application by what a person calls it
 * @text:	a UUID, or a name that ta_name() gives
 * @uuid:	[out] its UUID
 *
 * Return: 0, or -EINVAL.
 */
int ta_find(const char *text, uint8_t uuid[TEE_IOCTL_UUID_LEN]);

/* What bench calls unless told otherwise. It is part of OP-TEE, which does not announce it. */
#define TA_OF_BENCH "device-enumeration"

#define TA_LABEL_SIZE 80

/**
 * ta_label() - a Trusted Application for a person to read: name and UUID
 * @uuid:	its UUID as text
 * @label:	[out] "crypt (cb3e5ba0-adf1-11e0-998b-0002a5d5c51b)", or the UUID alone
 *
 * Return: @label.
 */
const char *ta_label(const char *uuid, char label[TA_LABEL_SIZE]);

/**
 * result_name() - what a result code of the GlobalPlatform APIs means
 * @code:	the code
 *
 * Return: words; never NULL.
 */
const char *result_name(uint32_t code);

/**
 * origin_name() - who answered with a result code
 * @origin:	a TEEC_ORIGIN_* number
 *
 * Return: words; never NULL.
 */
const char *origin_name(uint32_t origin);

/* A login method: as --login takes it, and its number on the ABI. */
struct login_method {
	const char *name;
	uint32_t number;
	int needs_group;
};

/**
 * login_find() - a login method by its name
 * @name:	"public", "user", …
 *
 * Return: the method, or NULL.
 */
const struct login_method *login_find(const char *name);

/**
 * login_name() - what a login method is called
 * @number:	TEE_IOCTL_LOGIN_*
 *
 * Return: words; never NULL.
 */
const char *login_name(uint32_t number);

/* A capability: its bit, a word for programs, and what it means. */
struct capability {
	uint64_t bit;
	const char *name;
	const char *meaning;
};

extern const struct capability capabilities[];	/* ends with a bit of 0 */

/**
 * driver_type_name() - where a TEE is
 * @type:	TEE_DRIVER_TYPE_*
 *
 * Return: words; never NULL.
 */
const char *driver_type_name(uint32_t type);

/**
 * request_name() - what OP-TEE asks of its supplicant
 * @func:	the request's number
 *
 * Return: words; never NULL.
 */
const char *request_name(uint32_t func);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface between tee-supplicant and its plugins. A plugin exports one of these,
 * called plugin_method.
 */
#ifndef TEE_PLUGIN_METHOD_H
#define TEE_PLUGIN_METHOD_H

#include <stddef.h>
#include <tee_client_api.h>

/**
 * struct plugin_method - a plugin
 * @name:	short name, for messages
 * @uuid:	what Trusted Applications address it by
 * @init:	called once after loading, or NULL. Return anything but TEEC_SUCCESS to be
 *		left out
 * @invoke:	called for each request. The commands are the plugin's own. The @in_len bytes
 *		at @data are input and output; set *@out_len to how many were written.
 *		Requests may run concurrently in different threads
 */
struct plugin_method {
	const char *name;
	TEEC_UUID uuid;
	TEEC_Result (*init)(void);
	TEEC_Result (*invoke)(unsigned int cmd, unsigned int sub_cmd, void *data,
			      size_t in_len, size_t *out_len);
};

#endif

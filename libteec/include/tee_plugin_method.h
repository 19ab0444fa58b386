/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of a plugin of tee-supplicant: the plugin exports one object of this type,
 * named plugin_method.
 */
#ifndef TEE_PLUGIN_METHOD_H
#define TEE_PLUGIN_METHOD_H

#include <stddef.h>
#include <tee_client_api.h>

/**
 * struct plugin_method - plugin
 * @name:	short name for messages
 * @uuid:	UUID by which Trusted Applications address it
 * @init:	called once after the plugin is loaded; may be NULL. If it does not return
 *		TEEC_SUCCESS, the plugin is not used
 * @invoke:	called for each request, with a command and a sub-command that the plugin
 *		defines, and @in_len bytes at @data, which are both input and output; sets
 *		*@out_len to the number of output bytes
 */
struct plugin_method {
	const char *name;
	TEEC_UUID uuid;
	TEEC_Result (*init)(void);
	TEEC_Result (*invoke)(unsigned int cmd, unsigned int sub_cmd, void *data,
			      size_t in_len, size_t *out_len);
};

#endif

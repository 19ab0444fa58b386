/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a plugin of tee-supplicant exports: one object of this type, by the name
 * plugin_method.
 */
#ifndef TEE_PLUGIN_METHOD_H
#define TEE_PLUGIN_METHOD_H

#include <stddef.h>
#include <tee_client_api.h>

/**
 * struct plugin_method - a plugin
 * @name:	a short name, for people
 * @uuid:	what a Trusted Application asks for it by
 * @init:	called once, when the plugin has been loaded; may be NULL. TEEC_SUCCESS,
 *		or the plugin is left out
 * @invoke:	called for each request, with a command and a sub-command of the
 *		plugin's own, @in_len bytes at @data, which are its input and its
 *		output; it sets *@out_len to the bytes of output
 */
struct plugin_method {
	const char *name;
	TEEC_UUID uuid;
	TEEC_Result (*init)(void);
	TEEC_Result (*invoke)(unsigned int cmd, unsigned int sub_cmd, void *data,
			      size_t in_len, size_t *out_len);
};

#endif

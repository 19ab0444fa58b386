/* SPDX-License-Identifier: BSD-2-Clause */
/* Turn fuzzer input into requests for the supplicant's services */
#ifndef TESTS_FUZZ_SUPPLICANT_INPUT_H
#define TESTS_FUZZ_SUPPLICANT_INPUT_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "request/request.h"

/* input left */
struct input {
	const uint8_t *data;
	size_t size;
};

static inline void take(struct input *input, void *to, size_t size)
{
	size_t there = size < input->size ? size : input->size;

	if (size)
		memset(to, 0, size);
	if (there)
		memcpy(to, input->data, there);
	input->data += there;
	input->size -= there;
}

static inline uint8_t take_byte(struct input *input)
{
	uint8_t byte;

	take(input, &byte, 1);
	return byte;
}

static inline uint32_t take_word(struct input *input)
{
	uint32_t word;

	take(input, &word, sizeof(word));
	return word;
}

/*
 * Take a parameter. Its type is in the low 3 bits of the first byte: 0 and 4
 * are none, 1 to 3 values (in, out, inout), 5 to 7 memory (likewise). Values
 * are followed by three 32-bit numbers, memory by a 16-bit size and that many
 * bytes. The memory is allocated without any slack, so ASan notices accesses
 * past the end.
 */
static inline void take_param(struct input *input, struct supp_param *param)
{
	uint8_t kind = take_byte(input) & 7;
	uint16_t size;

	*param = (struct supp_param){ .kind = SUPP_NONE };
	if (!(kind & 3))
		return;
	param->kind = kind & 4 ? SUPP_MEMORY : SUPP_VALUE;
	param->input = kind & 1;
	param->output = kind & 2;
	if (param->kind == SUPP_VALUE) {
		param->a = take_word(input);
		param->b = take_word(input);
		param->c = take_word(input);
		return;
	}
	take(input, &size, sizeof(size));
	param->size = size;
	if (!size)
		return;
	param->data = malloc(size);
	check(param->data);
	take(input, param->data, size);
}

static inline void take_request(struct input *input, struct service_request *request)
{
	unsigned int n;

	*request = (struct service_request){
		.num_params = take_byte(input) % (SUPP_MAX_PARAMS + 1)
	};
	for (n = 0; n < request->num_params; n++)
		take_param(input, &request->params[n]);
}

/*
 * Free the request's memory. @before was copied before the call, as services
 * change the sizes.
 */
static inline void free_request(struct service_request *before)
{
	unsigned int n;

	for (n = 0; n < before->num_params; n++)
		free(before->params[n].data);
}

#endif

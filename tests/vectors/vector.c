// SPDX-License-Identifier: BSD-2-Clause
/* Test vectors: their text, and the keys and operations that are made of it. */

#include <stdlib.h>
#include <string.h>

#include "tests/vectors/vector.h"

#define MAX_OBJECTS	4
#define MAX_OPERATIONS	4
#define MAX_BUFFERS	128
#define MAX_ATTRIBUTES	8

/* What vector_cleanup() frees. */
static struct {
	TEE_ObjectHandle objects[MAX_OBJECTS];
	TEE_OperationHandle operations[MAX_OPERATIONS];
	void *buffers[MAX_BUFFERS];
	size_t num_objects, num_operations, num_buffers;
} held;

static bool parse_expected(const char *word, enum expected *expected)
{
	static const char *const words[] = {
		[EXPECT_VALID] = "valid", [EXPECT_INVALID] = "invalid",
		[EXPECT_REFUSED] = "refused", [EXPECT_EITHER] = "either",
	};

	for (size_t n = 0; n < sizeof(words) / sizeof(words[0]); n++) {
		if (strcmp(word, words[n]))
			continue;
		*expected = (enum expected)n;
		return true;
	}
	return false;
}

bool vector_parse(char *line, struct vector *vector)
{
	char *rest, *word, *number;

	memset(vector, 0, sizeof(*vector));
	vector->kind = strtok_r(line, " \n", &rest);
	word = strtok_r(NULL, " \n", &rest);
	number = word ? strchr(word, ':') : NULL;
	if (!number)
		return false;
	*number++ = 0;
	vector->name = word;
	vector->algorithm = (uint32_t)strtoul(number, NULL, 16);
	word = strtok_r(NULL, " \n", &rest);
	vector->id = strtok_r(NULL, " \n", &rest);
	if (!vector->id || !parse_expected(word, &vector->expected))
		return false;
	while ((word = strtok_r(NULL, " \n", &rest))) {
		struct field *field = &vector->fields[vector->num_fields++];
		char *value = strchr(word, '=');

		if (!value || vector->num_fields == VECTOR_MAX_FIELDS)
			return false;
		*value++ = 0;
		*field = (struct field){ word, value };
	}
	return true;
}

static const char *find(const struct vector *vector, const char *name)
{
	for (size_t n = 0; n < vector->num_fields; n++)
		if (!strcmp(vector->fields[n].name, name))
			return vector->fields[n].value;
	return NULL;
}

bool vector_has(const struct vector *vector, const char *name)
{
	return find(vector, name) != NULL;
}

struct bytes vector_alloc(size_t size)
{
	struct bytes bytes = { calloc(1, size ? size : 1), size };

	if (!bytes.data || held.num_buffers == MAX_BUFFERS)
		abort();
	held.buffers[held.num_buffers++] = bytes.data;
	return bytes;
}

static uint8_t digit(char c)
{
	if (c >= '0' && c <= '9')
		return (uint8_t)(c - '0');
	c |= 0x20;
	if (c < 'a' || c > 'f')
		outcome_fail("'%c' is not a hexadecimal digit", c);
	return (uint8_t)(c - 'a' + 10);
}

static struct bytes from_hex(const char *hex)
{
	const size_t length = strlen(hex);
	struct bytes bytes = vector_alloc(length / 2);

	if (length % 2)
		outcome_fail("odd number of digits");
	for (size_t n = 0; n < bytes.size; n++)
		bytes.data[n] = (uint8_t)(digit(hex[2 * n]) << 4 | digit(hex[2 * n + 1]));
	return bytes;
}

struct bytes vector_bytes(const struct vector *vector, const char *name)
{
	const char *value = find(vector, name);

	if (!value)
		outcome_fail("the vector has no '%s'", name);
	return from_hex(value);
}

uint32_t vector_number(const struct vector *vector, const char *name)
{
	const char *value = find(vector, name);

	return value ? (uint32_t)strtoul(value, NULL, 16) : 0;
}

/* Convert the fields that begin with @prefix. */
static TEE_Attribute *attributes(const struct vector *vector, char prefix, uint32_t *count)
{
	struct bytes memory = vector_alloc(MAX_ATTRIBUTES * sizeof(TEE_Attribute));
	TEE_Attribute *list = (TEE_Attribute *)memory.data;

	*count = 0;
	for (size_t n = 0; n < vector->num_fields; n++) {
		const struct field *field = &vector->fields[n];
		uint32_t id;
		struct bytes bytes;

		if (field->name[0] != prefix || strlen(field->name) != 9)
			continue;
		if (*count == MAX_ATTRIBUTES)
			outcome_fail("too many attributes");
		id = (uint32_t)strtoul(field->name + 1, NULL, 16);
		if (id & TEE_ATTR_FLAG_VALUE) {
			TEE_InitValueAttribute(&list[*count], id,
					       (uint32_t)strtoul(field->value, NULL, 16), 0);
		} else {
			bytes = from_hex(field->value);
			TEE_InitRefAttribute(&list[*count], id, bytes.data, bytes.size);
		}
		++*count;
	}
	return *count ? list : NULL;
}

void vector_hold(TEE_ObjectHandle object)
{
	if (held.num_objects == MAX_OBJECTS)
		abort();
	held.objects[held.num_objects++] = object;
}

TEE_ObjectHandle vector_key(const struct vector *vector, char prefix)
{
	uint32_t count;
	TEE_Attribute *list = attributes(vector, prefix, &count);
	TEE_ObjectHandle key;

	MUST(TEE_AllocateTransientObject(vector_number(vector, "t"), vector_number(vector, "b"),
					 &key));
	vector_hold(key);
	MUST(TEE_PopulateTransientObject(key, list, count));
	return key;
}

TEE_OperationHandle vector_operation(const struct vector *vector, uint32_t mode)
{
	uint32_t bits = vector_number(vector, "b"), num_keys;
	TEE_ObjectHandle first = TEE_HANDLE_NULL, second = TEE_HANDLE_NULL;
	TEE_OperationHandle operation;

	if (vector_has(vector, "t"))
		first = vector_key(vector, 'k');
	if (attributes(vector, 'q', &num_keys))
		second = vector_key(vector, 'q');
	MUST(TEE_AllocateOperation(&operation, vector->algorithm, mode,
				   second ? 2 * bits : bits));
	if (held.num_operations == MAX_OPERATIONS)
		abort();
	held.operations[held.num_operations++] = operation;
	if (second)
		MUST(TEE_SetOperationKey2(operation, first, second));
	else if (first)
		MUST(TEE_SetOperationKey(operation, first));
	return operation;
}

TEE_Attribute *vector_parameters(const struct vector *vector, uint32_t *count)
{
	return attributes(vector, 'p', count);
}

struct bytes vector_digest(const struct vector *vector)
{
	struct bytes message = vector_bytes(vector, "msg"), digest;
	TEE_OperationHandle operation;
	TEE_Result result;

	if (!vector_has(vector, "hash"))
		return message;
	digest = vector_alloc(64);
	MUST(TEE_AllocateOperation(&operation, vector_number(vector, "hash"), TEE_MODE_DIGEST, 0));
	result = TEE_DigestDoFinal(operation, message.data, message.size, digest.data,
				   &digest.size);
	TEE_FreeOperation(operation);
	outcome_must(result, "TEE_DigestDoFinal");
	return digest;
}

void vector_cleanup(void)
{
	for (size_t n = 0; n < held.num_operations; n++)
		TEE_FreeOperation(held.operations[n]);
	for (size_t n = 0; n < held.num_objects; n++)
		TEE_FreeTransientObject(held.objects[n]);
	for (size_t n = 0; n < held.num_buffers; n++)
		free(held.buffers[n]);
	memset(&held, 0, sizeof(held));
}

bool vector_piece(struct bytes *rest, bool pieces, unsigned int *turn, struct piece *piece)
{
	static const uint8_t sizes[] = { 1, 15, 0, 16, 17, 3, 33, 64, 5 };
	/* So that a long input has not too many. */
	const size_t factor = 1 + rest->size / 1024;
	const size_t size = sizes[*turn % sizeof(sizes)] * factor;

	if (!pieces || size > rest->size || (!rest->size && *turn))
		return false;
	*piece = (struct piece){ rest->data, size };
	rest->data += size;
	rest->size -= size;
	++*turn;
	return true;
}

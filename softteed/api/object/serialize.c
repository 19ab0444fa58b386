// SPDX-License-Identifier: BSD-2-Clause
/*
 * Objects as bytes. Numbers have 32 bits, little endian:
 *
 *	magic, with the version	"OBJ\1"
 *	type, size, maximum size, usage, number of attributes
 *	for each attribute: its id, and
 *		if TEE_ATTR_FLAG_VALUE is set in the id: a, b
 *		otherwise: size in bytes, and that many bytes
 *
 * There is one way to write an object. Bytes that object_serialize() would not write for the
 * object that they describe are rejected.
 */

#include <string.h>

#include "softteed/api/object/check.h"
#include "softteed/api/object/serialize.h"
#include "softteed/api/object/type.h"

#define MAGIC		0x014a424fu
#define HEADER_SIZE	(6 * sizeof(uint32_t))
#define ENTRY_SIZE	(2 * sizeof(uint32_t))
#define VALUE_SIZE	(3 * sizeof(uint32_t))

_Static_assert(HEADER_SIZE + OBJECT_MAX_ATTRIBUTES * (ENTRY_SIZE + OBJECT_MAX_BUFFER) <=
	       OBJECT_SERIALIZED_MAX, "an object fits into OBJECT_SERIALIZED_MAX");

/*
 * struct reader - unread bytes
 * @at:		the next
 * @left:	how many
 * @failed:	whether more were wanted than there are
 */
struct reader {
	const uint8_t *at;
	size_t left;
	bool failed;
};

static const uint8_t *read_bytes(struct reader *reader, size_t size)
{
	const uint8_t *at = reader->at;

	if (reader->failed || reader->left < size) {
		reader->failed = true;
		return NULL;
	}
	reader->at += size;
	reader->left -= size;
	return at;
}

/* Read a number. Returns 0 if there are no more bytes, see @failed. */
static uint32_t read_number(struct reader *reader)
{
	const uint8_t *at = read_bytes(reader, sizeof(uint32_t));

	if (!at)
		return 0;
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint8_t *write_number(uint8_t *at, uint32_t number)
{
	for (size_t n = 0; n < sizeof(number); n++)
		at[n] = (uint8_t)(number >> 8 * n);
	return at + sizeof(number);
}

size_t object_serialized_size(const struct object *object)
{
	size_t size = HEADER_SIZE;

	for (size_t n = 0; n < object->num_attributes; n++) {
		const struct attribute *at = &object->attributes[n];

		size += at->is_value ? VALUE_SIZE : ENTRY_SIZE + at->buffer.size;
	}
	return size;
}

size_t object_serialize(const struct object *object, void *bytes, size_t room)
{
	size_t size = object_serialized_size(object);
	uint8_t *to = bytes;

	if (room < size)
		return 0;
	to = write_number(to, MAGIC);
	to = write_number(to, object->type);
	to = write_number(to, object->size);
	to = write_number(to, object->max_size);
	to = write_number(to, object->usage);
	to = write_number(to, (uint32_t)object->num_attributes);
	for (size_t n = 0; n < object->num_attributes; n++) {
		const struct attribute *at = &object->attributes[n];

		to = write_number(to, at->id);
		if (at->is_value) {
			to = write_number(to, at->value.a);
			to = write_number(to, at->value.b);
			continue;
		}
		to = write_number(to, (uint32_t)at->buffer.size);
		memcpy(to, at->buffer.data, at->buffer.size);
		to += at->buffer.size;
	}
	return size;
}

static TEE_Result read_attribute(struct reader *reader, struct object *object)
{
	uint32_t id = read_number(reader);
	uint32_t first = read_number(reader);
	const uint8_t *data;
	uint32_t second;

	if (id & TEE_ATTR_FLAG_VALUE) {
		second = read_number(reader);
		if (reader->failed)
			return TEE_ERROR_CORRUPT_OBJECT;
		return object_add_value(object, id, first, second);
	}
	data = read_bytes(reader, first);
	if (!data || first > OBJECT_MAX_BUFFER)
		return TEE_ERROR_CORRUPT_OBJECT;
	return object_add_buffer(object, id, data, first);
}

/* Read the attributes, and check that they are those of a valid object. */
static TEE_Result read_attributes(struct reader *reader, struct object *object, uint32_t count,
				  uint32_t bits)
{
	size_t size = HEADER_SIZE + reader->left;
	const char *reason;
	TEE_Result result = TEE_SUCCESS;

	if (count > OBJECT_MAX_ATTRIBUTES)
		return TEE_ERROR_CORRUPT_OBJECT;
	for (uint32_t n = 0; n < count && !result; n++)
		result = read_attribute(reader, object);
	if (result)
		return result;
	if (reader->failed || reader->left)
		return TEE_ERROR_CORRUPT_OBJECT;
	/* An object that nothing has been put into yet has neither attributes nor a size. */
	if (!count && !bits)
		return TEE_SUCCESS;
	result = object_finish(object, &reason);
	if (result)
		return result == TEE_ERROR_OUT_OF_MEMORY ? result : TEE_ERROR_CORRUPT_OBJECT;
	/* object_finish() removes superfluous zeros, which object_serialize() does not write. */
	if (object->size != bits || object_serialized_size(object) != size)
		return TEE_ERROR_CORRUPT_OBJECT;
	return TEE_SUCCESS;
}

TEE_Result object_deserialize(const void *bytes, size_t size, struct object **object)
{
	struct reader reader = { .at = bytes, .left = size };
	uint32_t magic = read_number(&reader);
	uint32_t id = read_number(&reader);
	uint32_t bits = read_number(&reader);
	uint32_t max_bits = read_number(&reader);
	uint32_t usage = read_number(&reader);
	uint32_t count = read_number(&reader);
	const struct object_type *type = object_type_find(id);
	TEE_Result result;

	*object = NULL;
	if (reader.failed || magic != MAGIC || !type || !object_type_size_valid(type, max_bits))
		return TEE_ERROR_CORRUPT_OBJECT;
	*object = object_create(id, max_bits);
	if (!*object)
		return TEE_ERROR_OUT_OF_MEMORY;
	result = read_attributes(&reader, *object, count, bits);
	if (result) {
		object_free(*object);
		*object = NULL;
		return result;
	}
	(*object)->usage = usage;
	return TEE_SUCCESS;
}

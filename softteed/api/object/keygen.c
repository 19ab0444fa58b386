// SPDX-License-Identifier: BSD-2-Clause
/* TEE_GenerateKey(), and the keys that are random bytes (Internal Core API 1.3, 5.6.9). */

#include <openssl/err.h>
#include <openssl/rand.h>

#include "softteed/api/object/attribute.h"
#include "softteed/api/object/key_generators.h"
#include "softteed/api/object/transient.h"
#include "softteed/api/object/type.h"
#include "softteed/instance/runtime.h"

/* Bytes of a key of @bits bits. Those of DES may or may not count parity bits. */
static size_t secret_size(const struct object_type *type, uint32_t bits)
{
	if (type->family == FAMILY_DES && bits % 56 == 0)
		return bits / 7;
	return bits / 8;
}

/* The lowest bit of each byte of a DES key makes the number of its bits odd. */
static void set_parity(uint8_t *key, size_t size)
{
	for (size_t n = 0; n < size; n++)
		key[n] = (key[n] & 0xfe) | !__builtin_parity(key[n] & 0xfe);
}

static TEE_Result generate_secret(struct object *object, const struct object_type *type,
				  uint32_t bits)
{
	size_t size = secret_size(type, bits);
	TEE_Result result = object_add_buffer(object, object_secret_id(type), NULL, size);
	uint8_t *key;

	if (result)
		return result;
	key = object->attributes[0].buffer.data;
	if (RAND_priv_bytes(key, (int)size) != 1)
		return TEE_ERROR_GENERIC;
	if (type->family == FAMILY_DES)
		set_parity(key, size);
	return TEE_SUCCESS;
}

/* Find out how the type wants the parameter, 0 if it does not want it. */
static enum attribute_need parameter_need(const struct object_type *type, uint32_t id)
{
	const struct attribute_type *attribute = object_type_attribute(type, id);

	return attribute ? attribute->generate : 0;
}

/* Check that the parameters are those of the type. Panics if not. */
static TEE_Result check_parameters(const struct object_type *type, const struct object *object,
				   const char *function)
{
	for (size_t n = 0; n < object->num_attributes; n++) {
		const struct attribute *at = &object->attributes[n];

		if (!parameter_need(type, at->id))
			runtime_panic(TEE_ERROR_BAD_PARAMETERS, function,
				      "0x%08x is not a parameter of %s", at->id, type->name);
		if (object_find_attribute(object, at->id) != at ||
		    (!at->is_value && !at->buffer.size))
			return TEE_ERROR_BAD_PARAMETERS;
	}
	for (const struct attribute_type *at = type->attributes; at->id; at++)
		if (at->generate == NEED_ALWAYS && !object_find_attribute(object, at->id))
			runtime_panic(TEE_ERROR_ITEM_NOT_FOUND, function,
				      "%s needs the parameter 0x%08x", type->name, at->id);
	return TEE_SUCCESS;
}

static TEE_Result generate_rsa(struct object *object, uint32_t bits)
{
	static const uint8_t exponent[] = { 1, 0, 1 };
	TEE_Result result = TEE_SUCCESS;

	if (!object_find_attribute(object, TEE_ATTR_RSA_PUBLIC_EXPONENT))
		result = object_add_buffer(object, TEE_ATTR_RSA_PUBLIC_EXPONENT, exponent,
					   sizeof(exponent));
	return result ? result : keygen_rsa(object, bits);
}

static TEE_Result generate(struct object *object, const struct object_type *type, uint32_t bits)
{
	switch (type->family) {
	case FAMILY_SECRET:
	case FAMILY_DES:
		return generate_secret(object, type, bits);
	case FAMILY_RSA:
		return generate_rsa(object, bits);
	case FAMILY_DSA:
		return keygen_dsa(object);
	case FAMILY_DH:
		return keygen_dh(object);
	case FAMILY_ECC:
	case FAMILY_SM2:
		return keygen_ecc(object);
	case FAMILY_25519_448:
		return keygen_octets(object);
	case FAMILY_DATA:
		break;
	}
	return TEE_ERROR_NOT_SUPPORTED;
}

/* Compare sizes in bytes for DES, because they may or may not count the parity bits. */
static bool fits(const struct object_type *type, const struct object *object, uint32_t bits)
{
	if (type->family == FAMILY_DES)
		return secret_size(type, bits) <= secret_size(type, object->max_size);
	return bits <= object->max_size;
}

/* Check that the new key has the size that was asked for: that of its group decides. */
static bool size_matches(const struct object_type *type, const struct object *object, uint32_t bits)
{
	return type->family == FAMILY_DES || object->size == bits;
}

TEE_Result TEE_GenerateKey(TEE_ObjectHandle object, uint32_t keySize, const TEE_Attribute *params,
			   uint32_t paramCount)
{
	struct object *to = transient_get_empty(object, __func__);
	const struct object_type *type = object_type_find(to->type);
	TEE_Result result;

	if (!type->can_generate)
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__, "%s cannot be generated",
			      type->name);
	if (!object_type_size_valid(type, keySize) || !fits(type, to, keySize))
		runtime_panic(TEE_ERROR_BAD_PARAMETERS, __func__,
			      "%u bits are not a size of %s, or more than the %u of the object",
			      keySize, type->name, to->max_size);
	result = attribute_add_list(to, params, paramCount, __func__);
	if (!result)
		result = check_parameters(type, to, __func__);
	if (!result)
		result = generate(to, type, keySize);
	if (result)
		object_remove_attributes(to);
	else
		result = transient_finish(to, __func__);
	if (!result && !size_matches(type, to, keySize)) {
		object_remove_attributes(to);
		result = TEE_ERROR_BAD_PARAMETERS;
	}
	ERR_clear_error();
	return result;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test vector: one line of text, as tests/vectors/convert writes it.
 *
 *     KIND NAME:ALGORITHM EXPECTED ID FIELD=VALUE…
 *
 * KIND selects the function that runs it. ALGORITHM is a TEE_ALG_* in hexadecimal, NAME is for
 * counting. Values are bytes in hexadecimal, unless a field is described as a number, which is
 * hexadecimal too.
 *
 *     t, b      TEE_TYPE_* and size in bits of the key, both numbers
 *     k………     an attribute of the key, by its TEE_ATTR_* of eight digits; a number if the
 *               attribute has a value
 *     q………     an attribute of the second key
 *     p………     a parameter of the operation, likewise
 *
 * The functions of a kind describe the other fields. All functions end the vector (outcome.h) if it
 * is wrong, or if a call of the API fails.
 */
#ifndef VECTORS_VECTOR_H
#define VECTORS_VECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tee_internal_api.h"
#include "tests/vectors/outcome.h"

#define VECTOR_MAX_FIELDS	40

/* What must happen. */
enum expected {
	EXPECT_VALID,		/* success, with the outputs of the vector */
	EXPECT_INVALID,		/* the result that a wrong signature, MAC or ciphertext has */
	EXPECT_REFUSED,		/* a result or a panic that says that the arguments are wrong */
	EXPECT_EITHER,		/* any of these */
};

struct field {
	const char *name;
	const char *value;
};

/**
 * struct vector - a test vector
 * @kind:	selects the function that runs it
 * @name:	the algorithm's name
 * @algorithm:	TEE_ALG_*
 * @expected:	what must happen
 * @id:		its name in the file that it comes from
 * @fields:	the rest
 * @num_fields:	how many there are
 */
struct vector {
	const char *kind;
	const char *name;
	uint32_t algorithm;
	enum expected expected;
	const char *id;
	struct field fields[VECTOR_MAX_FIELDS];
	size_t num_fields;
};

/**
 * vector_parse() - take a line apart
 * @line:	the line, which is changed and must stay
 * @vector:	[out] the vector
 *
 * Return: true, or false if it has not the form of a vector.
 */
bool vector_parse(char *line, struct vector *vector);

/**
 * vector_has() - look for a field
 * @vector:	the vector
 * @name:	the field's name
 *
 * Return: true if the vector has it.
 */
bool vector_has(const struct vector *vector, const char *name);

/**
 * vector_bytes() - get a field of bytes
 * @vector:	the vector
 * @name:	the field's name
 *
 * Return: the bytes, until vector_cleanup().
 */
struct bytes vector_bytes(const struct vector *vector, const char *name);

/**
 * vector_number() - get a field that is a number
 * @vector:	the vector
 * @name:	the field's name
 *
 * Return: the number, 0 if the vector has no such field.
 */
uint32_t vector_number(const struct vector *vector, const char *name);

/**
 * vector_alloc() - get zeroed memory
 * @size:	in bytes
 *
 * Return: the memory, until vector_cleanup().
 */
struct bytes vector_alloc(size_t size);

/**
 * vector_key() - make a key from attributes of a vector
 * @vector:	the vector
 * @prefix:	letter of the fields, 'k' or 'q'
 *
 * Return: the key, until vector_cleanup().
 */
TEE_ObjectHandle vector_key(const struct vector *vector, char prefix);

/**
 * vector_operation() - make an operation with the keys of a vector
 * @vector:	the vector
 * @mode:	TEE_MODE_*
 *
 * Return: the operation, until vector_cleanup().
 */
TEE_OperationHandle vector_operation(const struct vector *vector, uint32_t mode);

/**
 * vector_parameters() - get the parameters of an operation
 * @vector:	the vector
 * @count:	[out] how many
 *
 * Return: the parameters, until vector_cleanup(); NULL if there are none.
 */
TEE_Attribute *vector_parameters(const struct vector *vector, uint32_t *count);

/**
 * vector_digest() - compute the digest that is signed
 * @vector:	the vector: "hash" is the number of a digest, "msg" its input
 *
 * Return: the digest, or "msg" itself if there is no "hash"; until vector_cleanup().
 */
struct bytes vector_digest(const struct vector *vector);

/**
 * vector_hold() - have an object freed by vector_cleanup()
 * @object:	the object
 */
void vector_hold(TEE_ObjectHandle object);

/** vector_cleanup() - free all that was made for a vector */
void vector_cleanup(void);

/* A part of an input, for calls that take it in pieces */
struct piece {
	const uint8_t *data;
	size_t size;
};

/**
 * vector_piece() - cut the next piece off an input
 * @rest:	[in,out] what is left
 * @pieces:	whether to cut at all; if not, the piece is empty
 * @turn:	[in,out] counts the pieces, at first 0
 * @piece:	[out] a piece
 *
 * Return: true, or false if the rest should be passed to the final call.
 */
bool vector_piece(struct bytes *rest, bool pieces, unsigned int *turn, struct piece *piece);

#endif

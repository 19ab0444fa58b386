/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Number objects of the Arithmetical API, and how its functions compute with them.
 *
 * A TEE_BigInt, a TEE_BigIntFMM and a TEE_BigIntFMMContext are memory of the application:
 * two header words, then the magnitude in little-endian bytes. The header has a mark for the
 * kind of object and a checksum, so memory that was not initialized, was overwritten, or
 * holds another kind of object is found before it is used. The application can forge a valid
 * header, but only in its own memory, and only to its own harm.
 *
 * All arithmetic is done by OpenSSL on copies. A function names its operands and results
 * first, which checks them all, then computes, and then ends the call, which stores the
 * results and wipes the copies:
 *
 *	struct bigint_call call;
 *	BIGNUM *a, *r;
 *
 *	bigint_begin(&call, __func__);
 *	a = bigint_operand(&call, "op", op);
 *	r = bigint_result(&call, "dest", dest);
 *	bigint_require(&call, BN_copy(r, a) != NULL);
 *	bigint_end(&call);
 *
 * Errors of the programmer, and results that don't fit, panic. The panic codes are
 * TEE_ERROR_BAD_STATE for memory that is not a number object, TEE_ERROR_OVERFLOW for a
 * result that does not fit, TEE_ERROR_OUT_OF_MEMORY if OpenSSL fails, and
 * TEE_ERROR_BAD_PARAMETERS otherwise.
 */
#ifndef SOFTTEED_BIGINT_H
#define SOFTTEED_BIGINT_H

#include <openssl/bn.h>
#include <stddef.h>
#include <stdint.h>

#include "softteed/api/arithmetic/bigint_limits.h"
#include "tee_internal_api.h"

#define BIGINT_HEADER_WORDS	2
#define BIGINT_MAX_OPERANDS	4
#define BIGINT_MAX_RESULTS	3

/* The kind of an object: a mark in its header, unlikely in memory of any other content */
enum bigint_kind {
	BIGINT_NUMBER = 0xb16e,
	BIGINT_FMM = 0xf36d,
	BIGINT_FMM_CONTEXT = 0xc7a5,
};

/**
 * struct bigint_memory - one object that a call uses
 * @name:	the parameter's name, for panics
 * @at:		the application's memory
 * @capacity:	room for the magnitude, in words
 * @kind:	what the memory holds
 */
struct bigint_memory {
	const char *name;
	uint32_t *at;
	size_t capacity;
	enum bigint_kind kind;
};

/**
 * struct bigint_call - a call of an API function
 * @function:	the API function
 * @numbers:	where all copies and intermediate results are allocated
 * @operands:	objects that are read
 * @results:	objects that bigint_end() or bigint_finish() writes
 * @values:	the values for @results
 */
struct bigint_call {
	const char *function;
	BN_CTX *numbers;
	size_t num_operands, num_results;
	struct bigint_memory operands[BIGINT_MAX_OPERANDS];
	struct bigint_memory results[BIGINT_MAX_RESULTS];
	BIGNUM *values[BIGINT_MAX_RESULTS];
};

/**
 * bigint_begin() - start a call
 * @call:	[out] to be ended with bigint_end() or bigint_finish(), which free it
 * @function:	the API function, __func__
 */
void bigint_begin(struct bigint_call *call, const char *function);

/**
 * bigint_end() - store the results and wipe everything else
 * @call:	the call
 *
 * Panics if a result does not fit.
 */
void bigint_end(struct bigint_call *call);

/**
 * bigint_finish() - like bigint_end() for functions with a result code
 * @call:	the call
 *
 * Return: TEE_SUCCESS, or TEE_ERROR_OVERFLOW if a result does not fit; then none is stored.
 */
TEE_Result bigint_finish(struct bigint_call *call);

/**
 * bigint_cancel() - end a call without storing results
 * @call:	the call
 */
void bigint_cancel(struct bigint_call *call);

/**
 * bigint_panic() - wipe the call's numbers and panic
 * @call:	the call
 * @code:	TEE_ERROR_*
 * @format:	printf() format of the reason
 */
_Noreturn void bigint_panic(struct bigint_call *call, uint32_t code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * bigint_require() - panic if OpenSSL failed, which is only for lack of memory
 * @call:	the call
 * @success:	what OpenSSL's function returned, 0 if it failed
 */
void bigint_require(struct bigint_call *call, int success);

/**
 * bigint_temporary() - allocate a number for the duration of the call
 * @call:	the call
 *
 * Return: the number, 0.
 */
BIGNUM *bigint_temporary(struct bigint_call *call);

/**
 * bigint_operand() - check and copy a TEE_BigInt
 * @call:	the call
 * @name:	the parameter's name
 * @at:		the TEE_BigInt
 *
 * Return: the copy, which lives until the call ends and may be changed.
 */
BIGNUM *bigint_operand(struct bigint_call *call, const char *name, const TEE_BigInt *at);

/**
 * bigint_modulus() - like bigint_operand() for a modulus
 * @call:	the call
 * @name:	the parameter's name
 * @at:		the TEE_BigInt
 *
 * Panics if it is less than 2.
 *
 * Return: the copy.
 */
BIGNUM *bigint_modulus(struct bigint_call *call, const char *name, const TEE_BigInt *at);

/**
 * bigint_result() - check a TEE_BigInt that is to be written
 * @call:	the call
 * @name:	the parameter's name
 * @at:		the TEE_BigInt; it may be one of the operands, but it must not overlap with
 *		them otherwise, nor with another result
 *
 * Call it after bigint_operand().
 *
 * Return: a number, 0, to be set to the value. It lives until the call ends.
 */
BIGNUM *bigint_result(struct bigint_call *call, const char *name, TEE_BigInt *at);

/**
 * bigint_operand_of() - bigint_operand() for any kind of object
 * @call:	the call
 * @kind:	the kind that is expected
 * @name:	the parameter's name
 * @at:		the object
 *
 * Return: the copy.
 */
BIGNUM *bigint_operand_of(struct bigint_call *call, enum bigint_kind kind, const char *name,
			  const uint32_t *at);

/**
 * bigint_result_of() - bigint_result() for any kind of object
 * @call:	the call
 * @kind:	the kind that is expected
 * @name:	the parameter's name
 * @at:		the object
 *
 * Return: a number to be set.
 */
BIGNUM *bigint_result_of(struct bigint_call *call, enum bigint_kind kind, const char *name,
			 uint32_t *at);

/**
 * bigint_new_result() - initialize memory as an object, and make it a result
 * @call:	the call
 * @kind:	the kind that it becomes
 * @name:	the parameter's name
 * @at:		the memory; it must not overlap with an operand
 * @words:	its size in 32-bit words
 *
 * Return: a number to be set.
 */
BIGNUM *bigint_new_result(struct bigint_call *call, enum bigint_kind kind, const char *name,
			  uint32_t *at, size_t words);

/**
 * bigint_capacity() - get the room in a result
 * @call:	the call
 * @at:		the object, a result of the call
 *
 * Return: bits that its magnitude can have.
 */
size_t bigint_capacity(const struct bigint_call *call, const uint32_t *at);

/**
 * bigint_set_s32() - set a number
 * @call:	the call
 * @number:	the number
 * @value:	what to set it to
 */
void bigint_set_s32(struct bigint_call *call, BIGNUM *number, int32_t value);

#endif

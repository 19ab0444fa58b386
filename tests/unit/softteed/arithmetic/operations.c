// SPDX-License-Identifier: BSD-2-Clause
/* Calls of the Arithmetical API on numbers given as text */
#include "numbers.h"
#include "operations.h"

#define UNARY(name, function)							\
	static void name(TEE_BigInt *dest, TEE_BigInt *const op[])		\
	{									\
		function(dest, op[0]);						\
	}

#define BINARY(name, function)							\
	static void name(TEE_BigInt *dest, TEE_BigInt *const op[])		\
	{									\
		function(dest, op[0], op[1]);					\
	}

#define TERNARY(name, function)							\
	static void name(TEE_BigInt *dest, TEE_BigInt *const op[])		\
	{									\
		function(dest, op[0], op[1], op[2]);				\
	}

UNARY(negate, TEE_BigIntNeg)
UNARY(square, TEE_BigIntSquare)
BINARY(add, TEE_BigIntAdd)
BINARY(subtract, TEE_BigIntSub)
BINARY(multiply, TEE_BigIntMul)
BINARY(reduce, TEE_BigIntMod)
BINARY(square_mod, TEE_BigIntSquareMod)
BINARY(invert_mod, TEE_BigIntInvMod)
TERNARY(add_mod, TEE_BigIntAddMod)
TERNARY(subtract_mod, TEE_BigIntSubMod)
TERNARY(multiply_mod, TEE_BigIntMulMod)

static void assign(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	assert_int_equal(TEE_BigIntAssign(dest, op[0]), TEE_SUCCESS);
}

static void absolute(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	assert_int_equal(TEE_BigIntAbs(dest, op[0]), TEE_SUCCESS);
}

static void quotient(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	TEE_BigIntDiv(dest, NULL, op[0], op[1]);
}

static void remainder_of(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	TEE_BigIntDiv(NULL, dest, op[0], op[1]);
}

static void exponentiate_mod(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	assert_int_equal(TEE_BigIntExpMod(dest, op[0], op[1], op[2], NULL), TEE_SUCCESS);
}

static void gcd(TEE_BigInt *dest, TEE_BigInt *const op[])
{
	TEE_BigIntComputeExtendedGcd(dest, NULL, NULL, op[0], op[1]);
}

const struct operation operations[] = {
	{ "assign", 1, assign },
	{ "abs", 1, absolute },
	{ "neg", 1, negate },
	{ "square", 1, square },
	{ "add", 2, add },
	{ "sub", 2, subtract },
	{ "mul", 2, multiply },
	{ "quotient", 2, quotient },
	{ "remainder", 2, remainder_of },
	{ "mod", 2, reduce },
	{ "square_mod", 2, square_mod },
	{ "inv_mod", 2, invert_mod },
	{ "add_mod", 3, add_mod },
	{ "sub_mod", 3, subtract_mod },
	{ "mul_mod", 3, multiply_mod },
	{ "exp_mod", 3, exponentiate_mod },
	{ "gcd", 2, gcd },
};

const size_t num_operations = ARRAY_LEN(operations);

const struct operation *operation_find(const char *name)
{
	for (size_t n = 0; n < num_operations; n++)
		if (!strcmp(operations[n].name, name))
			return &operations[n];
	fail_msg("no operation '%s'", name);
	return NULL;
}

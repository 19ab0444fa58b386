/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the Trusted Applications of the conformance test, for them and for the client: one
 * runs cases for GlobalPlatform's TEE Internal Core API. Its peer, and the keeper, whose instance
 * is kept alive and has one session at a time, have no cases and serve the same commands from
 * CONFORMANCE_ECHO on. The barren one can't be created.
 */
#ifndef TESTS_CONFORMANCE_H
#define TESTS_CONFORMANCE_H

#define CONFORMANCE_UUID	\
	{ 0x3e0c5d1a, 0x6b7f, 0x4c52, { 0x9d, 0x41, 0x0f, 0x8e, 0x27, 0x63, 0xa5, 0x1b } }
#define CONFORMANCE_PEER_UUID	\
	{ 0x5b91e6f4, 0x2d08, 0x4a3c, { 0xb6, 0x17, 0x84, 0xd0, 0x3e, 0x9c, 0x7f, 0x25 } }
#define CONFORMANCE_KEEPER_UUID	\
	{ 0x2c227e16, 0x04e4, 0x4731, { 0xb8, 0xf0, 0xab, 0x9d, 0x2f, 0x6d, 0xcb, 0xab } }
#define CONFORMANCE_BARREN_UUID	\
	{ 0x08a3db67, 0xdf42, 0x496d, { 0x8b, 0x8c, 0x49, 0xc8, 0x9f, 0x0e, 0xbe, 0x3e } }

/* What TA_CreateEntryPoint() of the barren application returns */
#define CONFORMANCE_BARREN	0x00001234

/**
 * enum conformance_kind - what a case does
 * @CONFORMANCE_USE:	uses the API well
 * @CONFORMANCE_MISUSE:	misuses it, which has a defined result
 * @CONFORMANCE_PANIC:	misuses it by a programmer error, which ends the instance
 */
enum conformance_kind {
	CONFORMANCE_USE,
	CONFORMANCE_MISUSE,
	CONFORMANCE_PANIC,
};

/*
 * Describe a case.
 *	0, value in: a: index of the case, from 0
 *	1, memory out: "SECTION: TITLE" of the case, without a NUL
 *	2, value out: a: enum conformance_kind
 *
 * TEE_ERROR_ITEM_NOT_FOUND: there are no more cases. TEE_ERROR_SHORT_BUFFER: the size of the
 * text is returned.
 */
#define CONFORMANCE_DESCRIBE	0

/*
 * Run a case.
 *	0, value in: a: index of the case
 *	1, memory in and out: CONFORMANCE_SHARED bytes for the case
 *	2, value out: a: 0 if it passed, or the line of the source file that failed; b: 1 if a
 *	   result was not the expected one
 *	3, value out: a: that result
 */
#define CONFORMANCE_RUN		1
#define CONFORMANCE_SHARED	256

/*
 * Check and change each parameter, of any types. N is its number, from 0.
 *	value in: a and b have to be 10 * N + 1 and 10 * N + 2
 *	value out: a and b become 10 * N + 3 and 10 * N + 4
 *	value in and out: as value in, and then value out
 *	memory in: each byte has to be N + 1
 *	memory out: each byte but the last becomes N + 2, the size one less
 *	memory in and out: as memory in, and then memory out
 *
 * TEE_ERROR_BAD_PARAMETERS: a parameter is not what it has to be.
 */
#define CONFORMANCE_ECHO	2

/* Ask for more memory. 0, memory out: TEE_ERROR_SHORT_BUFFER, with three times the size. */
#define CONFORMANCE_ASK_MORE	3

/* Return a result. 0, value in: a: the result */
#define CONFORMANCE_RETURN	4

/* Call TEE_Panic(). 0, value in: a: the code */
#define CONFORMANCE_DIE		5

/*
 * Wait. The result is TEE_Wait()'s.
 *	0, value in: a: milliseconds; b: 1 to unmask cancellation
 *	1, value out: a: TEE_GetCancellationFlag() afterwards
 */
#define CONFORMANCE_WAIT	6

/* Add to a variable of the instance's and to one of the session's, and return them.
 *	0, value in and out: a: added to, and then the instance's; b: the session's
 */
#define CONFORMANCE_COUNT	7

/*
 * Who is the client?
 *	0, value out: a: login method
 *	1, memory out: its UUID, as a TEE_UUID
 */
#define CONFORMANCE_CLIENT	8

/*
 * Opening a session with these parameters:
 *	0, value in: a: result of TA_OpenSessionEntryPoint()
 *	1, value out: a: becomes CONFORMANCE_OPENED
 * With no parameters, it is TEE_SUCCESS. With others, they are treated as by CONFORMANCE_ECHO.
 */
#define CONFORMANCE_OPENED	0x6f70656e

/*
 * Tell the state of an algorithm.
 *	0, value in: a: index of the algorithm, from 0
 *	1, memory out: its name, without TEE_ALG_ and NUL
 *	2, value out: a: what TEE_IsAlgorithmSupported() returns; b: what
 *	   TEE_AllocateOperation() returns
 *
 * TEE_ERROR_ITEM_NOT_FOUND: there are no more algorithms.
 */
#define CONFORMANCE_ALGORITHM	20

/* Pass the client's input on to the peer as output, which panics. 0, memory in: the input */
#define CONFORMANCE_FORWARD	21

#endif

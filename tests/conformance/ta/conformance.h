/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interface of the Trusted Application that runs cases for GlobalPlatform's TEE Internal Core
 * API, for the application and for its client
 */
#ifndef TESTS_CONFORMANCE_H
#define TESTS_CONFORMANCE_H

#define CONFORMANCE_UUID	\
	{ 0x3e0c5d1a, 0x6b7f, 0x4c52, { 0x9d, 0x41, 0x0f, 0x8e, 0x27, 0x63, 0xa5, 0x1b } }

/*
 * Run a case.
 *	0, value in: a: index of the case, from 0
 *	1, memory out: "SECTION: TITLE" of the case, without a NUL
 *	2, value out: a: 0 if it passed, or the line of the source file that failed
 *
 * TEE_ERROR_ITEM_NOT_FOUND: there are no more cases. TEE_ERROR_SHORT_BUFFER: the size of the
 * text is returned, and the case was not run.
 */
#define CONFORMANCE_RUN		0

#endif

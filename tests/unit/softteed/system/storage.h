/* SPDX-License-Identifier: BSD-2-Clause */
/* The applications that test trusted storage: one source, built as two applications */
#ifndef TEST_STORAGE_H
#define TEST_STORAGE_H

/* UUIDs 5f7c0000-0000-4000-8000-00000000000N */
#define STORAGE_SHARED		0xa	/* one instance */
#define STORAGE_SEPARATE	0xb	/* an instance per session; stores "destroyed" at its end */

/*
 * All have the parameters memref in (a name), memref inout (data), value inout, value inout.
 * Handles are numbers of the application's, in the third one's a.
 */
enum storage_test_command {
	STORAGE_TEST_CREATE,	/* name, data, b: flags, a: handle */
	STORAGE_TEST_OPEN,	/* name, b: flags, a: handle */
	STORAGE_TEST_OPEN_SHARED,	/* the same, with the name in the client's memory */
	STORAGE_TEST_READ,	/* a: handle, data */
	STORAGE_TEST_WRITE,	/* a: handle, data */
	STORAGE_TEST_SEEK,	/* a: handle, b: offset, fourth a: whence, then the position,
				   b: the size */
	STORAGE_TEST_TRUNCATE,	/* a: handle, b: size */
	STORAGE_TEST_RENAME,	/* name, a: handle */
	STORAGE_TEST_DELETE,	/* a: handle */
	STORAGE_TEST_CLOSE,	/* a: handle */
	STORAGE_TEST_LIST,	/* data: the names, each with a newline */
	STORAGE_TEST_SET_TIME,	/* a: seconds */
	STORAGE_TEST_GET_TIME,	/* a: seconds */
	STORAGE_TEST_DEVICE,	/* data: the device's UUID */
};

#endif

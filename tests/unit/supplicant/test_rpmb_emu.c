// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the emulated RPMB: against the rules of JEDEC JESD84-B51, section
 * 6.6.22; against power cuts at each byte of a write; and against workers that
 * end before any call that changes the disk.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "services/rpmb/rpmb_store.h"

static const uint8_t key[RPMB_KEY_SIZE] = "the key of the tests, 32 bytes .";

struct bench {
	char path[32];
	int dir;
	struct rpmb_emu *emu;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	strcpy(bench->path, "/tmp/rpmb-test-XXXXXX");
	assert_non_null(mkdtemp(bench->path));
	bench->dir = open(bench->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(bench->dir >= 0);
	assert_int_equal(rpmb_emu_open(bench->dir, &bench->emu), 0);
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	rpmb_emu_close(bench->emu);
	unlinkat(bench->dir, RPMB_EMU_FILE, 0);
	unlinkat(bench->dir, RPMB_EMU_FILE ".new", 0);
	close(bench->dir);
	assert_int_equal(rmdir(bench->path), 0);
	free(bench);
	return 0;
}

static void power_cycle(struct bench *bench)
{
	rpmb_emu_close(bench->emu);
	bench->emu = NULL;
	assert_int_equal(rpmb_emu_open(bench->dir, &bench->emu), 0);
}

/* Compute the MAC independently, as the card's user does. */
static void make_mac(const struct rpmb_frame *frames, size_t count, const uint8_t *with,
		     uint8_t mac[RPMB_KEY_SIZE])
{
	uint8_t message[8 * 284];
	unsigned int length = RPMB_KEY_SIZE;
	size_t i;

	for (i = 0; i < count; i++)
		memcpy(message + i * 284, (const uint8_t *)&frames[i] + 228, 284);
	assert_non_null(HMAC(EVP_sha256(), with, RPMB_KEY_SIZE, message, count * 284, mac,
			     &length));
}

static void assert_signed(const struct rpmb_frame *frames, size_t count)
{
	uint8_t mac[RPMB_KEY_SIZE];

	make_mac(frames, count, key, mac);
	assert_memory_equal(mac, frames[count - 1].key_mac, sizeof(mac));
}

/* Read the result register. */
static struct rpmb_frame get_result(struct bench *bench)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_RESULT } };

	assert_int_equal(rpmb_emu_write(bench->emu, &frame, 1, false), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, &frame, 1), 0);
	return frame;
}

static uint16_t program(struct bench *bench, const uint8_t *with)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_PROGRAM_KEY } };

	memcpy(frame.key_mac, with, RPMB_KEY_SIZE);
	assert_int_equal(rpmb_emu_write(bench->emu, &frame, 1, true), 0);
	frame = get_result(bench);
	assert_int_equal(rpmb_get16(frame.type), 0x0100);
	return rpmb_get16(frame.result);
}

static void fill_write(struct rpmb_frame *frames, size_t count, uint16_t address,
		       uint32_t counter, uint8_t byte)
{
	size_t i;

	memset(frames, 0, count * sizeof(*frames));
	for (i = 0; i < count; i++) {
		rpmb_put16(frames[i].type, RPMB_WRITE_DATA);
		rpmb_put16(frames[i].address, address);
		rpmb_put16(frames[i].block_count, (uint16_t)count);
		rpmb_put32(frames[i].write_counter, counter);
		memset(frames[i].data, byte + (int)i, RPMB_BLOCK_SIZE);
	}
	make_mac(frames, count, key, frames[count - 1].key_mac);
}

static uint16_t send_write(struct bench *bench, const struct rpmb_frame *frames,
			   size_t count, bool reliable)
{
	struct rpmb_frame result;

	assert_int_equal(rpmb_emu_write(bench->emu, frames, count, reliable), 0);
	result = get_result(bench);
	assert_int_equal(rpmb_get16(result.type), 0x0300);
	return rpmb_get16(result.result);
}

static uint16_t write_blocks(struct bench *bench, size_t count, uint16_t address,
			     uint32_t counter, uint8_t byte)
{
	struct rpmb_frame frames[8];

	fill_write(frames, count, address, counter, byte);
	return send_write(bench, frames, count, true);
}

static uint16_t get_counter(struct bench *bench, uint32_t *counter)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_COUNTER }, .nonce = "nonce" };

	assert_int_equal(rpmb_emu_write(bench->emu, &frame, 1, false), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, &frame, 1), 0);
	assert_int_equal(rpmb_get16(frame.type), 0x0200);
	assert_memory_equal(frame.nonce, "nonce", 6);
	*counter = rpmb_get32(frame.write_counter);
	if (rpmb_get16(frame.result) != RPMB_NO_KEY)
		assert_signed(&frame, 1);
	return rpmb_get16(frame.result);
}

static uint16_t read_blocks(struct bench *bench, struct rpmb_frame *frames, size_t count,
			    uint16_t address)
{
	struct rpmb_frame frame = { .type = { 0, RPMB_READ_DATA }, .nonce = "another" };
	size_t i;

	rpmb_put16(frame.address, address);
	assert_int_equal(rpmb_emu_write(bench->emu, &frame, 1, false), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, count), 0);
	for (i = 0; i < count; i++) {
		assert_int_equal(rpmb_get16(frames[i].type), 0x0400);
		assert_int_equal(rpmb_get16(frames[i].address), address);
		assert_int_equal(rpmb_get16(frames[i].block_count), count);
		assert_memory_equal(frames[i].nonce, "another", 8);
	}
	return rpmb_get16(frames[0].result);
}

/* Read a block whose bytes must all be equal. Returns that byte. */
static int block_byte(struct bench *bench, uint16_t address)
{
	struct rpmb_frame frame;
	size_t i;

	assert_int_equal(read_blocks(bench, &frame, 1, address), RPMB_OK);
	assert_signed(&frame, 1);
	for (i = 1; i < RPMB_BLOCK_SIZE; i++)
		assert_int_equal(frame.data[i], frame.data[0]);
	return frame.data[0];
}

static void test_without_key(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frame;
	uint32_t counter;

	assert_int_equal(get_counter(bench, &counter), RPMB_NO_KEY);
	assert_int_equal(read_blocks(bench, &frame, 1, 0), RPMB_NO_KEY);
	assert_int_equal(write_blocks(bench, 1, 0, 0, 0xaa), RPMB_NO_KEY);
	/* Nothing was changed, so no file was made. */
	assert_int_equal(faccessat(bench->dir, RPMB_EMU_FILE, F_OK, 0), -1);
}

static void test_key_once(void **state)
{
	struct bench *bench = *state;
	uint8_t other[RPMB_KEY_SIZE] = "other";
	uint32_t counter;

	assert_int_equal(program(bench, key), RPMB_OK);
	assert_int_equal(program(bench, other), RPMB_GENERAL_FAILURE);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_int_equal(counter, 0);
	power_cycle(bench);
	assert_int_equal(program(bench, key), RPMB_GENERAL_FAILURE);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
}

static void test_key_reliably(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frame = { .type = { 0, RPMB_PROGRAM_KEY } };

	assert_int_equal(rpmb_emu_write(bench->emu, &frame, 1, false), 0);
	frame = get_result(bench);
	assert_int_equal(rpmb_get16(frame.result), RPMB_GENERAL_FAILURE);
	assert_int_equal(program(bench, key), RPMB_OK);
}

static void test_write_and_read(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame result, frames[3];
	uint32_t counter;

	program(bench, key);
	assert_int_equal(write_blocks(bench, 1, 7, 0, 0x11), RPMB_OK);
	/* The counter is incremented once per write, not per block. */
	assert_int_equal(write_blocks(bench, 2, 8, 1, 0x22), RPMB_OK);
	result = get_result(bench);
	assert_int_equal(rpmb_get32(result.write_counter), 2);
	assert_int_equal(rpmb_get16(result.address), 8);
	assert_signed(&result, 1);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_int_equal(counter, 2);

	assert_int_equal(read_blocks(bench, frames, 3, 7), RPMB_OK);
	assert_signed(frames, 3);
	assert_int_equal(frames[0].data[0], 0x11);
	assert_int_equal(frames[1].data[255], 0x22);
	assert_int_equal(frames[2].data[0], 0x23);
	power_cycle(bench);
	assert_int_equal(block_byte(bench, 7), 0x11);
	assert_int_equal(block_byte(bench, 9), 0x23);
	assert_int_equal(block_byte(bench, 10), 0);
}

/* An invalid write has the right result, and changes nothing. */
static void test_refused_writes(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frames[3];
	uint32_t counter;

	program(bench, key);
	assert_int_equal(write_blocks(bench, 1, 5, 0, 0x55), RPMB_OK);

	assert_int_equal(write_blocks(bench, 1, 5, 0, 0x66), RPMB_COUNTER_FAILURE);
	assert_int_equal(write_blocks(bench, 1, 5, 2, 0x66), RPMB_COUNTER_FAILURE);
	assert_int_equal(write_blocks(bench, 1, RPMB_EMU_BLOCKS, 1, 0x66),
			 RPMB_ADDRESS_FAILURE);
	assert_int_equal(write_blocks(bench, 2, RPMB_EMU_BLOCKS - 1, 1, 0x66),
			 RPMB_ADDRESS_FAILURE);
	assert_int_equal(write_blocks(bench, 1, 0xffff, 1, 0x66), RPMB_ADDRESS_FAILURE);
	/* More blocks than a reliable write may have */
	assert_int_equal(write_blocks(bench, 3, 5, 1, 0x66), RPMB_GENERAL_FAILURE);

	fill_write(frames, 1, 5, 1, 0x66);
	assert_int_equal(send_write(bench, frames, 1, false), RPMB_GENERAL_FAILURE);
	frames[0].data[17] ^= 1;
	assert_int_equal(send_write(bench, frames, 1, true), RPMB_MAC_FAILURE);
	fill_write(frames, 1, 5, 1, 0x66);
	frames[0].key_mac[31] ^= 0x80;
	assert_int_equal(send_write(bench, frames, 1, true), RPMB_MAC_FAILURE);

	/* Frames that contradict each other, or state another number of blocks */
	fill_write(frames, 2, 5, 1, 0x66);
	rpmb_put16(frames[1].address, 6);
	make_mac(frames, 2, key, frames[1].key_mac);
	assert_int_equal(send_write(bench, frames, 2, true), RPMB_GENERAL_FAILURE);
	fill_write(frames, 2, 5, 1, 0x66);
	assert_int_equal(send_write(bench, frames, 1, true), RPMB_GENERAL_FAILURE);

	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_int_equal(counter, 1);
	assert_int_equal(block_byte(bench, 5), 0x55);
	assert_int_equal(block_byte(bench, 6), 0);
}

static void test_refused_reads(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frames[2];

	program(bench, key);
	assert_int_equal(read_blocks(bench, frames, 1, RPMB_EMU_BLOCKS),
			 RPMB_ADDRESS_FAILURE);
	assert_signed(frames, 1);
	assert_int_equal(read_blocks(bench, frames, 2, RPMB_EMU_BLOCKS - 1),
			 RPMB_ADDRESS_FAILURE);
	assert_int_equal(read_blocks(bench, frames, 2, RPMB_EMU_BLOCKS - 2), RPMB_OK);
}

static void test_commands(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frames[2] = { { .type = { 0, RPMB_READ_COUNTER } } };
	unsigned int type;

	/*
	 * An answer can be read once after a valid request, with the right
	 * number of frames.
	 */
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 1), -EINVAL);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 2, false), -EINVAL);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, false), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 2), -EINVAL);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 1), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 1), -EINVAL);
	for (type = 0; type <= 0xffff; type++) {
		if (type >= RPMB_PROGRAM_KEY && type <= RPMB_READ_RESULT)
			continue;
		rpmb_put16(frames[0].type, (uint16_t)type);
		assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, true), -EINVAL);
	}
	/* A write has no answer by itself, and discards an earlier request's answer. */
	rpmb_put16(frames[0].type, RPMB_READ_COUNTER);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, false), 0);
	rpmb_put16(frames[0].type, RPMB_WRITE_DATA);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, true), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 1), -EINVAL);
	power_cycle(bench);
	/* After power-on the result register is empty. */
	frames[0] = get_result(bench);
	assert_int_equal(rpmb_get16(frames[0].result), RPMB_GENERAL_FAILURE);
}

/* Replace the card by one with this write counter. */
static void age_card(struct bench *bench, uint32_t counter)
{
	struct rpmb_image *image = calloc(1, sizeof(*image));
	struct rpmb_store store;

	rpmb_emu_close(bench->emu);
	bench->emu = NULL;
	unlinkat(bench->dir, RPMB_EMU_FILE, 0);
	assert_int_equal(rpmb_store_open(&store, bench->dir, image), 0);
	image->counter = counter;
	assert_int_equal(rpmb_store_key(&store, image, key), 0);
	rpmb_store_close(&store);
	free(image);
	power_cycle(bench);
}

static void test_counter_ends(void **state)
{
	struct bench *bench = *state;
	struct rpmb_frame frame;
	uint32_t counter;

	age_card(bench, 0xfffffffe);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	/* The last possible write. All results from here on have RPMB_COUNTER_EXPIRED. */
	assert_int_equal(write_blocks(bench, 1, 3, 0xfffffffe, 0x33),
			 RPMB_OK | RPMB_COUNTER_EXPIRED);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK | RPMB_COUNTER_EXPIRED);
	assert_int_equal(counter, 0xffffffff);
	assert_int_equal(write_blocks(bench, 1, 3, 0xffffffff, 0x44),
			 RPMB_WRITE_FAILURE | RPMB_COUNTER_EXPIRED);
	power_cycle(bench);
	assert_int_equal(read_blocks(bench, &frame, 1, 3), RPMB_OK | RPMB_COUNTER_EXPIRED);
	assert_signed(&frame, 1);
	assert_int_equal(frame.data[0], 0x33);
}

static size_t file_size(struct bench *bench)
{
	struct stat st;

	assert_int_equal(fstatat(bench->dir, RPMB_EMU_FILE, &st, 0), 0);
	return (size_t)st.st_size;
}

static uint8_t *read_file(struct bench *bench, size_t *size)
{
	int file = openat(bench->dir, RPMB_EMU_FILE, O_RDONLY | O_CLOEXEC);
	uint8_t *data;

	*size = file_size(bench);
	data = malloc(*size);
	assert_int_equal(read(file, data, *size), *size);
	close(file);
	return data;
}

static void put_file(struct bench *bench, const uint8_t *data, size_t size)
{
	int file = openat(bench->dir, RPMB_EMU_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			  0600);

	assert_int_equal(write(file, data, size), size);
	close(file);
}

/*
 * Power is cut after each byte of a write. Unless all bytes were written, the
 * card has the old state.
 */
static void test_power_cut_in_write(void **state)
{
	struct bench *bench = *state;
	size_t before, size, cut;
	uint32_t counter;
	uint8_t *data;

	program(bench, key);
	write_blocks(bench, 1, 1, 0, 0x10);
	before = file_size(bench);
	write_blocks(bench, 2, 1, 1, 0x20);
	data = read_file(bench, &size);
	assert_true(size > before);
	for (cut = before; cut <= size; cut++) {
		put_file(bench, data, cut);
		power_cycle(bench);
		assert_int_equal(get_counter(bench, &counter), RPMB_OK);
		assert_int_equal(counter, cut < size ? 1 : 2);
		assert_int_equal(block_byte(bench, 1), cut < size ? 0x10 : 0x20);
		assert_int_equal(block_byte(bench, 2), cut < size ? 0 : 0x21);
		/* The next write replaces the incomplete one, and is found later. */
		if (cut % 64 == 0 && cut < size) {
			assert_int_equal(write_blocks(bench, 1, 9, 1, 0x90), RPMB_OK);
			power_cycle(bench);
			assert_int_equal(block_byte(bench, 9), 0x90);
		}
	}
	free(data);
}

/*
 * The bytes of the last write reached the disk in another order: its length is
 * right, but some bytes are missing.
 */
static void test_power_cut_leaves_hole(void **state)
{
	struct bench *bench = *state;
	size_t before, size, at;
	uint32_t counter;
	uint8_t *data;

	program(bench, key);
	write_blocks(bench, 1, 1, 0, 0x10);
	before = file_size(bench);
	write_blocks(bench, 1, 1, 1, 0x20);
	data = read_file(bench, &size);
	for (at = before; at < size; at += 8) {
		data[at] ^= 0xff;
		put_file(bench, data, size);
		power_cycle(bench);
		assert_int_equal(get_counter(bench, &counter), RPMB_OK);
		assert_int_equal(counter, 1);
		data[at] ^= 0xff;
	}
	free(data);
}

static void assert_damaged(struct bench *bench, uint8_t *data, size_t size, size_t at)
{
	struct rpmb_emu *emu = NULL;

	data[at] ^= 1;
	put_file(bench, data, size);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	data[at] ^= 1;
}

/* Damage that no power cut can cause is reported, and not repaired from an old state. */
static void test_damage(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;
	size_t image, size, at;
	uint8_t *data;

	program(bench, key);
	image = file_size(bench);
	write_blocks(bench, 1, 1, 0, 0x10);
	write_blocks(bench, 1, 1, 1, 0x20);
	write_blocks(bench, 1, 1, 2, 0x30);
	data = read_file(bench, &size);
	for (at = 0; at < image - 100; at += at < 64 ? 1 : 9973)
		assert_damaged(bench, data, size, at);
	/*
	 * The record with the key (88 bytes), and the first 100 bytes of the
	 * first of three writes after it
	 */
	for (at = image - 88; at < image + 100; at++)
		assert_damaged(bench, data, size, at);
	put_file(bench, data, 0);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	put_file(bench, data, 1000);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	put_file(bench, data, size);
	power_cycle(bench);
	assert_int_equal(block_byte(bench, 1), 0x30);
	free(data);
}

/*
 * After many writes a new, shorter file replaces the file. An incomplete new
 * file, which a power cut may leave, is removed.
 */
static void test_file_renewed(void **state)
{
	struct bench *bench = *state;
	size_t size, last = 0;
	uint32_t counter, renewed = 0;
	int file;

	program(bench, key);
	for (counter = 0; counter < 2200; counter++) {
		assert_int_equal(write_blocks(bench, 1, counter % 100, counter,
					      (uint8_t)counter), RPMB_OK);
		size = file_size(bench);
		renewed += size < last;
		last = size;
		assert_true(size < 2 * 1024 * 1024);
	}
	assert_int_equal(renewed, 1);
	file = openat(bench->dir, RPMB_EMU_FILE ".new", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(file, "half", 4), 4);
	close(file);
	power_cycle(bench);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_int_equal(counter, 2200);
	assert_int_equal(block_byte(bench, 99), (uint8_t)2199);
	assert_int_equal(faccessat(bench->dir, RPMB_EMU_FILE ".new", F_OK, 0), -1);
}

/*
 * The linker redirects calls that change the disk to the wrappers below. The
 * call with number fail_in (1: the next one; 0: none) fails with errno
 * fail_with.
 */
static int fail_in;
static int fail_with;

/*
 * The process ends with status ENDED before the call with number end_in; 0: it
 * does not.
 */
#define ENDED	77
static int end_in;

/*
 * Changes that are not durable, and that a power cut could therefore undo. In
 * shared memory, because workers that end are child processes.
 */
static struct {
	ino_t file;		/* inode that has unsynced bytes, or 0 */
	bool has_name;		/* the folder has an unsynced rename */
} *unsynced;

static bool fails(void)
{
	if (end_in && !--end_in)
		_exit(ENDED);
	if (!fail_in || --fail_in)
		return false;
	errno = fail_with;
	return true;
}

static ino_t inode_of(int file)
{
	struct stat st;

	return fstat(file, &st) ? 0 : st.st_ino;
}

static int note_sync(int file, int rc)
{
	struct stat st;

	if (rc || fstat(file, &st))
		return rc;
	if (S_ISDIR(st.st_mode))
		unsynced->has_name = false;
	else if (unsynced->file == st.st_ino)
		unsynced->file = 0;
	return 0;
}

ssize_t __real_pwrite(int file, const void *data, size_t size, off_t at);
ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t at);
int __real_fdatasync(int file);
int __wrap_fdatasync(int file);
int __real_fsync(int file);
int __wrap_fsync(int file);
int __real_renameat(int from_dir, const char *from, int to_dir, const char *to);
int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to);

/* If it fails, half of the data is written, as on a disk that becomes full. */
ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t at)
{
	bool is_half = fails();

	unsynced->file = inode_of(file);
	if (!is_half)
		return __real_pwrite(file, data, size, at);
	__real_pwrite(file, data, size / 2, at);
	errno = fail_with;
	return -1;
}

int __wrap_fdatasync(int file)
{
	return fails() ? -1 : note_sync(file, __real_fdatasync(file));
}

int __wrap_fsync(int file)
{
	return fails() ? -1 : note_sync(file, __real_fsync(file));
}

int __wrap_renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	int rc = fails() ? -1 : __real_renameat(from_dir, from, to_dir, to);

	if (!rc)
		unsynced->has_name = true;
	return rc;
}

/*
 * Each call that changes the disk fails once. The card reports a failed write,
 * and has not changed, also after the next power cut.
 */
static void test_disk_fails(void **state)
{
	struct bench *bench = *state;
	int fail, failures = 0;
	uint16_t result;
	uint32_t counter;

	for (fail = 1; fail < 12; fail++) {
		fail_in = fail;
		fail_with = fail % 2 ? ENOSPC : EIO;
		result = program(bench, key);
		fail_in = 0;
		assert_int_equal(result, fail <= 7 ? RPMB_WRITE_FAILURE : RPMB_OK);
		power_cycle(bench);
		assert_int_equal(get_counter(bench, &counter),
				 result ? RPMB_NO_KEY : RPMB_OK);
		if (!result)
			break;
		failures++;
		/* Begin with a new card. */
		rpmb_emu_close(bench->emu);
		unlinkat(bench->dir, RPMB_EMU_FILE, 0);
		rpmb_emu_open(bench->dir, &bench->emu);
	}
	assert_int_equal(failures, 7);

	for (fail = 1; fail <= 2; fail++) {
		fail_in = fail;
		assert_int_equal(write_blocks(bench, 1, 4, 0, 0x44), RPMB_WRITE_FAILURE);
		assert_int_equal(block_byte(bench, 4), 0);
		power_cycle(bench);
		assert_int_equal(block_byte(bench, 4), 0);
	}
	assert_int_equal(write_blocks(bench, 1, 4, 0, 0x44), RPMB_OK);
}

enum change { FIRST_IMAGE, APPENDED, RENEWED };

/* Make a change, as a worker in a process of its own does. Returns its exit status. */
static int make_change(int dir, enum change change)
{
	static const struct rpmb_frame frame = { .data = "changed" };
	static struct rpmb_image image;
	struct rpmb_store store;
	int err = rpmb_store_open(&store, dir, &image);

	/*
	 * Pretend that the file has grown so much that the next change makes a
	 * new one.
	 */
	if (change == RENEWED)
		store.end += 2 * 1024 * 1024;
	if (!err && change == FIRST_IMAGE)
		err = rpmb_store_key(&store, &image, key);
	else if (!err)
		err = rpmb_store_blocks(&store, &image, 6, &frame, 1);
	return err ? 1 : 0;
}

/*
 * Run a worker that ends before call number @before, counted from 1. Returns
 * false if the worker completed before that.
 */
static bool end_worker(struct bench *bench, enum change change, int before)
{
	int status;
	pid_t pid;

	rpmb_emu_close(bench->emu);
	bench->emu = NULL;
	if (change == FIRST_IMAGE)
		unlinkat(bench->dir, RPMB_EMU_FILE, 0);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		end_in = before;
		_exit(make_change(bench->dir, change));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == ENDED || !WEXITSTATUS(status));
	return WEXITSTATUS(status) == ENDED;
}

/*
 * A worker ends before each of its calls, so that what it wrote or renamed may
 * be in the kernel's memory only. The next worker must make that durable before
 * it answers anything from it.
 */
static void test_worker_ends(void **state)
{
	/* Opening takes two calls if there is a file, an image five, a change two. */
	static const int calls[] = { [FIRST_IMAGE] = 7, [APPENDED] = 4, [RENEWED] = 9 };
	struct bench *bench = *state;
	uint32_t counter, last = 0;
	struct stat st;

	for (enum change change = FIRST_IMAGE; change <= RENEWED; change++) {
		int before = 1;
		bool has_ended;

		do {
			has_ended = end_worker(bench, change, before);
			assert_int_equal(rpmb_emu_open(bench->dir, &bench->emu), 0);
			if (!fstatat(bench->dir, RPMB_EMU_FILE, &st, 0))
				assert_int_not_equal(unsynced->file, st.st_ino);
			assert_false(unsynced->has_name);
			if (get_counter(bench, &counter) == RPMB_NO_KEY)
				assert_true(has_ended && change == FIRST_IMAGE);
			else
				assert_in_range(counter, last, last + (change != FIRST_IMAGE));
			if (!has_ended)
				assert_int_equal(counter, last + (change != FIRST_IMAGE));
			last = counter;
		} while (has_ended && before++ < 20);
		assert_int_equal(before - 1, calls[change]);
	}
}

/*
 * If the file or its folder cannot be synced, the durable state is unknown, and
 * the card is not opened.
 */
static void test_disk_fails_at_open(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;
	int fail;

	program(bench, key);
	write_blocks(bench, 1, 4, 0, 0x44);
	fail_with = EIO;
	/* First the file's sync fails, then the folder's. */
	for (fail = 1; fail <= 2; fail++) {
		fail_in = fail;
		assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EIO);
		assert_int_equal(fail_in, 0);
		assert_null(emu);
	}
	power_cycle(bench);
	assert_int_equal(block_byte(bench, 4), 0x44);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_without_key),
		TEST(test_key_once),
		TEST(test_key_reliably),
		TEST(test_write_and_read),
		TEST(test_refused_writes),
		TEST(test_refused_reads),
		TEST(test_commands),
		TEST(test_counter_ends),
		TEST(test_power_cut_in_write),
		TEST(test_power_cut_leaves_hole),
		TEST(test_damage),
		TEST(test_file_renewed),
		TEST(test_disk_fails),
		TEST(test_worker_ends),
		TEST(test_disk_fails_at_open),
	};

	unsynced = mmap(NULL, sizeof(*unsynced), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (unsynced == MAP_FAILED)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

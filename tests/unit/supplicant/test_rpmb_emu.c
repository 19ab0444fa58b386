// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests for the emulated RPMB: does it behave as in JEDEC JESD84-B51, section
 * 6.6.22, notice a damaged file and report disk failures? For power cuts and
 * killed workers see test_rpmb_power_cut.c.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

/* The MAC as computed by the card's user. Doesn't rely on the emulation's code. */
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

/* All bytes of the block are the same; return that byte. */
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
	/* nothing has changed, so there is no file yet */
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
	/* counts writes, not blocks */
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

/* Bad writes are refused with the right code and leave no trace. */
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
	/* more than a reliable write can take */
	assert_int_equal(write_blocks(bench, 3, 5, 1, 0x66), RPMB_GENERAL_FAILURE);

	fill_write(frames, 1, 5, 1, 0x66);
	assert_int_equal(send_write(bench, frames, 1, false), RPMB_GENERAL_FAILURE);
	frames[0].data[17] ^= 1;
	assert_int_equal(send_write(bench, frames, 1, true), RPMB_MAC_FAILURE);
	fill_write(frames, 1, 5, 1, 0x66);
	frames[0].key_mac[31] ^= 0x80;
	assert_int_equal(send_write(bench, frames, 1, true), RPMB_MAC_FAILURE);

	/* Frames that contradict each other, and a bad block count */
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

	/* A reply is good for one read, and only with the right number of frames. */
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
	/* A write has no reply, but drops the one from an earlier request. */
	rpmb_put16(frames[0].type, RPMB_READ_COUNTER);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, false), 0);
	rpmb_put16(frames[0].type, RPMB_WRITE_DATA);
	assert_int_equal(rpmb_emu_write(bench->emu, frames, 1, true), 0);
	assert_int_equal(rpmb_emu_read(bench->emu, frames, 1), -EINVAL);
	power_cycle(bench);
	/* empty after power-on */
	frames[0] = get_result(bench);
	assert_int_equal(rpmb_get16(frames[0].result), RPMB_GENERAL_FAILURE);
}

/* A new card, but with its write counter at @counter */
static void age_card(struct bench *bench, uint32_t counter)
{
	struct rpmb_image *image = calloc(1, sizeof(*image));
	struct rpmb_store store;

	rpmb_emu_close(bench->emu);
	bench->emu = NULL;
	unlinkat(bench->dir, RPMB_EMU_FILE, 0);
	assert_int_equal(rpmb_store_load(&store, bench->dir, image), 0);
	image->counter = counter;
	assert_int_equal(rpmb_store_key(&store, image, key), 0);
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
	/* The last write ever. All results have RPMB_COUNTER_EXPIRED set from now on. */
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

static void assert_damaged(struct bench *bench, uint8_t *data, size_t size, size_t at)
{
	struct rpmb_emu *emu = NULL;

	data[at] ^= 1;
	put_file(bench, data, size);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	data[at] ^= 1;
}

/* Damage is an error. Do not try to fix it with older data. */
static void test_damage(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;
	size_t size, at;
	uint8_t *data;

	program(bench, key);
	write_blocks(bench, 1, 1, 0, 0x10);
	data = read_file(bench, &size);
	/* every byte of the header, but just samples of the blocks */
	for (at = 0; at < size; at += at < 80 ? 1 : 9973)
		assert_damaged(bench, data, size, at);
	assert_damaged(bench, data, size, size - 1);
	for (at = 0; at < size; at += at < 80 ? 1 : 9973) {
		put_file(bench, data, at);
		assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	}
	put_file(bench, data, size - 1);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	data = realloc(data, size + 1);
	data[size] = 0;
	put_file(bench, data, size + 1);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	put_file(bench, data, size);
	power_cycle(bench);
	assert_int_equal(block_byte(bench, 1), 0x10);
	free(data);
}

/* A record in the earlier format, i.e. a header with a digest, then the payload */
static size_t put_record(uint8_t *at, uint64_t sequence, uint32_t kind, uint32_t length)
{
	uint64_t numbers[] = {
		htole64(0x31424d5052454554), htole64(sequence),
		htole64(kind | (uint64_t)length << 32),
	};
	EVP_MD_CTX *md = EVP_MD_CTX_new();

	memcpy(at, numbers, 24);
	EVP_DigestInit_ex(md, EVP_sha256(), NULL);
	EVP_DigestUpdate(md, at, 24);
	EVP_DigestUpdate(md, at + 56, length);
	EVP_DigestFinal_ex(md, at + 24, NULL);
	EVP_MD_CTX_free(md);
	return 56 + length;
}

/*
 * Image followed by change records is an earlier file format. Refuse it, but
 * leave the file as it is for the software that can read it.
 */
static void test_earlier_format(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;
	size_t image, size, kept;
	uint8_t *data = calloc(1, 512 * 1024), *after;

	image = put_record(data, 1, 1, 40 + RPMB_EMU_BLOCKS * RPMB_BLOCK_SIZE);
	memcpy(data + image + 56, key, sizeof(key));
	size = image + put_record(data + image, 2, 2, sizeof(key));
	put_file(bench, data, image);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	put_file(bench, data, size);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EUCLEAN);
	after = read_file(bench, &kept);
	assert_int_equal(kept, size);
	assert_memory_equal(after, data, size);
	free(after);
	free(data);
}

/* An incomplete new file, as left by a power cut, is removed. */
static void test_file_renewed(void **state)
{
	struct bench *bench = *state;
	struct stat first, next;
	uint32_t counter;
	int file;

	program(bench, key);
	assert_int_equal(fstatat(bench->dir, RPMB_EMU_FILE, &first, 0), 0);
	assert_int_equal(write_blocks(bench, 1, 99, 0, 0x77), RPMB_OK);
	assert_int_equal(fstatat(bench->dir, RPMB_EMU_FILE, &next, 0), 0);
	assert_int_equal(next.st_size, first.st_size);
	assert_int_equal(faccessat(bench->dir, RPMB_EMU_FILE ".new", F_OK, 0), -1);
	file = openat(bench->dir, RPMB_EMU_FILE ".new", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_equal(write(file, "half", 4), 4);
	close(file);
	power_cycle(bench);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_int_equal(counter, 1);
	assert_int_equal(block_byte(bench, 99), 0x77);
	assert_int_equal(faccessat(bench->dir, RPMB_EMU_FILE ".new", F_OK, 0), -1);
}

/* Mode 0600, whatever the umask, and symlinks are not followed. */
static void test_file_is_private(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;
	mode_t mask = umask(0);
	struct stat st;

	program(bench, key);
	umask(mask);
	assert_int_equal(fstatat(bench->dir, RPMB_EMU_FILE, &st, 0), 0);
	assert_int_equal(st.st_mode, S_IFREG | 0600);

	assert_int_equal(symlinkat("victim", bench->dir, RPMB_EMU_FILE ".new"), 0);
	assert_int_equal(write_blocks(bench, 1, 1, 0, 0x10), RPMB_WRITE_FAILURE);
	assert_int_equal(faccessat(bench->dir, "victim", F_OK, 0), -1);
	power_cycle(bench);
	assert_int_equal(write_blocks(bench, 1, 1, 0, 0x10), RPMB_OK);

	assert_int_equal(renameat(bench->dir, RPMB_EMU_FILE, bench->dir, "victim"), 0);
	assert_int_equal(symlinkat("victim", bench->dir, RPMB_EMU_FILE), 0);
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -ELOOP);
	assert_int_equal(unlinkat(bench->dir, "victim", 0), 0);
}

/*
 * Wrappers for everything that changes the disk, put in place by the linker.
 * Call number fail_in, counting from 1, fails with fail_with. 0 disables this.
 */
static int fail_in;
static int fail_with;

static bool fails(void)
{
	if (!fail_in || --fail_in)
		return false;
	errno = fail_with;
	return true;
}

ssize_t __real_pwrite(int file, const void *data, size_t size, off_t at);
ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t at);
int __real_fdatasync(int file);
int __wrap_fdatasync(int file);
int __real_fsync(int file);
int __wrap_fsync(int file);
int __real_renameat2(int from_dir, const char *from, int to_dir, const char *to,
		     unsigned int flags);
int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
		     unsigned int flags);

/* Like a disk that fills up: half the data makes it. */
ssize_t __wrap_pwrite(int file, const void *data, size_t size, off_t at)
{
	if (!fails())
		return __real_pwrite(file, data, size, at);
	__real_pwrite(file, data, size / 2, at);
	errno = fail_with;
	return -1;
}

int __wrap_fdatasync(int file)
{
	return fails() ? -1 : __real_fdatasync(file);
}

int __wrap_fsync(int file)
{
	return fails() ? -1 : __real_fsync(file);
}

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
		     unsigned int flags)
{
	return fails() ? -1 : __real_renameat2(from_dir, from, to_dir, to, flags);
}

/*
 * Let every call fail once: two writes, the file's sync, and the rename. The
 * card has to report the error and be unchanged, power cut included.
 */
static void test_disk_fails(void **state)
{
	struct bench *bench = *state;
	uint32_t counter;
	int fail;

	for (fail = 1; fail <= 4; fail++) {
		fail_in = fail;
		fail_with = fail % 2 ? ENOSPC : EIO;
		assert_int_equal(program(bench, key), RPMB_WRITE_FAILURE);
		assert_int_equal(fail_in, 0);
		assert_int_equal(get_counter(bench, &counter), RPMB_NO_KEY);
		power_cycle(bench);
		assert_int_equal(get_counter(bench, &counter), RPMB_NO_KEY);
	}
	assert_int_equal(program(bench, key), RPMB_OK);

	for (fail = 1; fail <= 4; fail++) {
		fail_in = fail;
		fail_with = fail % 2 ? EIO : ENOSPC;
		assert_int_equal(write_blocks(bench, 1, 4, 0, 0x44), RPMB_WRITE_FAILURE);
		assert_int_equal(fail_in, 0);
		assert_int_equal(block_byte(bench, 4), 0);
		power_cycle(bench);
		assert_int_equal(block_byte(bench, 4), 0);
	}
	assert_int_equal(write_blocks(bench, 1, 4, 0, 0x44), RPMB_OK);
}

/*
 * The directory sync fails after the rename, so the change may or may not be on
 * disk. No more changes until the card is reopened.
 */
static void test_outcome_unknown(void **state)
{
	struct bench *bench = *state;
	uint32_t counter;

	program(bench, key);
	fail_in = 5;
	fail_with = EIO;
	assert_int_equal(write_blocks(bench, 1, 4, 0, 0x44), RPMB_WRITE_FAILURE);
	assert_int_equal(fail_in, 0);
	assert_int_equal(write_blocks(bench, 1, 4, 0, 0x55), RPMB_WRITE_FAILURE);
	assert_int_equal(block_byte(bench, 4), 0);
	power_cycle(bench);
	assert_int_equal(get_counter(bench, &counter), RPMB_OK);
	assert_in_range(counter, 0, 1);
	assert_int_equal(block_byte(bench, 4), counter ? 0x44 : 0);
	assert_int_equal(write_blocks(bench, 1, 4, counter, 0x66), RPMB_OK);
}

/* Without a directory sync we can't be sure of the state on disk, so refuse to open the card. */
static void test_disk_fails_at_open(void **state)
{
	struct bench *bench = *state;
	struct rpmb_emu *emu = NULL;

	program(bench, key);
	write_blocks(bench, 1, 4, 0, 0x44);
	fail_with = EIO;
	fail_in = 1;
	assert_int_equal(rpmb_emu_open(bench->dir, &emu), -EIO);
	assert_int_equal(fail_in, 0);
	assert_null(emu);
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
		TEST(test_damage),
		TEST(test_earlier_format),
		TEST(test_file_renewed),
		TEST(test_file_is_private),
		TEST(test_disk_fails),
		TEST(test_outcome_unknown),
		TEST(test_disk_fails_at_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time 1 MiB reads from /dev/hwrng while a TEE feeds it. Prints one line as
 * bench/samples.c does.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define DEVICE	"/dev/hwrng"
#define SIZE	(1024u * 1024u)
#define SAMPLES	9

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void read_all(int fd)
{
	static uint8_t numbers[SIZE];
	size_t at = 0;

	while (at < SIZE) {
		ssize_t size = read(fd, numbers + at, SIZE - at);

		if (size <= 0) {
			perror("bench: " DEVICE);
			exit(1);
		}
		at += (size_t)size;
	}
}

static int compare(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

int main(void)
{
	uint64_t samples[SAMPLES];
	int fd = open(DEVICE, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		perror("bench: " DEVICE);
		return 1;
	}
	read_all(fd);
	for (unsigned int n = 0; n < SAMPLES; n++) {
		uint64_t start = now();

		read_all(fd);
		samples[n] = now() - start;
	}
	close(fd);
	qsort(samples, SAMPLES, sizeof(samples[0]), compare);
	printf("read 1 MiB from the hwrng\t%llu\t%llu\t%llu\t-\n",
	       (unsigned long long)samples[SAMPLES / 2], (unsigned long long)samples[0],
	       (unsigned long long)samples[SAMPLES * 9 / 10]);
	return 0;
}

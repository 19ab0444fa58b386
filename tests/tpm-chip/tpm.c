// SPDX-License-Identifier: BSD-2-Clause
/*
 * Send one command to a TPM, in hexadecimal digits, and print its response the same way.
 *
 * usage: tpm [-w] DEVICE COMMAND
 *   -w   wait for the end of stdin between opening the device and the command
 *
 * Exits with 0 if there's a response, whatever it says; with 1 if the write or the read fails,
 * and prints its errno's name.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failed(const char *what)
{
	printf("%s: %s\n", what, strerrorname_np(errno));
	return 1;
}

/* Returns the number of bytes, or 0 if these aren't hexadecimal digits, or too many. */
static size_t parse(const char *digits, uint8_t *bytes, size_t room)
{
	size_t size = strlen(digits) / 2;

	if (size > room || strlen(digits) % 2 || strspn(digits, "0123456789abcdef") != 2 * size)
		return 0;
	for (size_t n = 0; n < size; n++) {
		char byte[] = { digits[2 * n], digits[2 * n + 1], 0 };

		bytes[n] = (uint8_t)strtoul(byte, NULL, 16);
	}
	return size;
}

int main(int argc, char **argv)
{
	bool waits = false;
	uint8_t bytes[4096];
	ssize_t got;
	size_t size;
	int fd;

	if (argc == 4 && !strcmp(argv[1], "-w")) {
		waits = true;
		argv++;
		argc--;
	}
	size = argc == 3 ? parse(argv[2], bytes, sizeof(bytes) - 1) : 0;
	if (!size) {
		fprintf(stderr, "usage: tpm [-w] DEVICE COMMAND\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return failed("open");
	while (waits && read(STDIN_FILENO, bytes + size, 1) > 0)
		;
	if (write(fd, bytes, size) != (ssize_t)size)
		return failed("write");
	got = read(fd, bytes, sizeof(bytes));
	if (got < 0)
		return failed("read");
	for (ssize_t n = 0; n < got; n++)
		printf("%02x", bytes[n]);
	printf("\n");
	return 0;
}

// SPDX-License-Identifier: BSD-2-Clause
/* What softteed is compared with */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <openssl/evp.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../samples.h"
#include "baseline.h"

/* So long the peer spins for nothing, a moment. It mustn't take the CPU from what comes next. */
#define SPIN_ROUNDS	20000

/* The two words, each of which one side writes, and how the peer waits */
struct page {
	_Alignas(64) _Atomic uint32_t request;
	_Alignas(64) _Atomic uint32_t answer;
	_Alignas(64) _Atomic bool spins;
};

static struct page *page;
static uint8_t from[MIB], to[MIB + 64];

static void futex(_Atomic uint32_t *word, int what, uint32_t value)
{
	syscall(SYS_futex, word, what, value, NULL, NULL, 0);
}

static void await_request(uint32_t seen)
{
	for (int n = 0; atomic_load(&page->request) == seen; n++) {
		if (n == SPIN_ROUNDS)
			atomic_store(&page->spins, false);
		if (!atomic_load(&page->spins))
			futex(&page->request, FUTEX_WAIT, seen);
	}
}

static void serve(void)
{
	for (uint32_t seen = 0;; seen++) {
		await_request(seen);
		atomic_store(&page->answer, seen + 1);
		if (!atomic_load(&page->spins))
			futex(&page->answer, FUTEX_WAKE, 1);
	}
}

void baseline_start_peer(int cpu)
{
	cpu_set_t set;
	pid_t parent = getpid(), child;

	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(page != MAP_FAILED, "mmap");
	child = fork();
	check(child >= 0, "fork");
	if (child)
		return;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	CPU_ZERO(&set);
	CPU_SET((unsigned int)cpu, &set);
	if (cpu >= 0)
		check(!sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
	serve();
}

static void round_trip(bool spin)
{
	uint32_t old = atomic_load(&page->answer);

	if (!spin)
		atomic_store(&page->spins, false);
	atomic_fetch_add(&page->request, 1);
	/* If it doesn't spin, the peer sleeps, or sees the request before it does. */
	if (!atomic_load(&page->spins)) {
		atomic_store(&page->spins, spin);
		futex(&page->request, FUTEX_WAKE, 1);
	}
	while (atomic_load(&page->answer) == old)
		if (!spin)
			futex(&page->answer, FUTEX_WAIT, old);
}

void baseline_sleep(void)
{
	round_trip(false);
}

void baseline_spin(void)
{
	round_trip(true);
}

void baseline_copy(size_t size)
{
	memcpy(to, from, size);
	/* Keep the compiler from leaving it out. */
	__asm__ volatile("" : : "r"(to) : "memory");
}

void baseline_sha256(size_t size)
{
	unsigned int len;

	check(EVP_Digest(from, size, to, &len, EVP_sha256(), NULL), "EVP_Digest");
}

void baseline_aes_gcm(size_t size)
{
	static EVP_CIPHER_CTX *context;
	static const uint8_t key[32], nonce[12];
	uint8_t tag[16];
	int len;

	if (!context) {
		context = EVP_CIPHER_CTX_new();
		check(context && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce),
		      "AES-GCM");
	}
	check(EVP_EncryptInit_ex(context, NULL, NULL, NULL, nonce) &&
	      EVP_EncryptUpdate(context, to, &len, from, (int)size) &&
	      EVP_EncryptFinal_ex(context, to + len, &len) &&
	      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, sizeof(tag), tag), "AES-GCM");
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TPM 2.0 chip over a TEE's TPM service.
 *
 * check.c	sanity checks on commands and responses, unit tested on the host
 * service.c	a session with the service, and the kthread that makes its calls
 * chip.c	the chip that Linux's TPM core sees
 * main.c	searches TEEs for the service
 */
#ifndef TEE_TPM_H
#define TEE_TPM_H

#include <linux/completion.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <ta/tpm.h>

/**
 * struct tee_tpm_service - a session with a TEE's TPM
 * @ctx:	our own context on the TEE
 * @session:	the session
 * @shm:	room for a command, and behind it for a response
 * @caller:	kthread that makes the calls
 * @work:	where @caller waits for a command
 * @idle:	where users wait for @caller
 * @is_busy:	@shm and the fields below belong to @caller; set by the user that has filled
 *		them in, cleared by @caller
 * @is_used:	a task is in tee_tpm_service_call()
 * @is_dead:	there's no TPM any more, or its state isn't the one it had
 * @is_hurried:	the service is being closed: no more long waits
 * @is_closing:	@caller has to close the session and end
 * @closed:	it has closed the session
 * @size:	of the command in @shm, bytes
 * @cancel_id:	of the newest call
 * @result:	length of @response, or a negative errno
 * @response:	the newest response, out of the TEE's reach
 *
 * There's one user at a time, which is up to the TPM core's locks.
 */
struct tee_tpm_service {
	struct tee_context *ctx;
	u32 session;
	struct tee_shm *shm;
	struct task_struct *caller;
	wait_queue_head_t work;
	wait_queue_head_t idle;
	bool is_busy;
	bool is_used;
	bool is_dead;
	bool is_hurried;
	bool is_closing;
	struct completion closed;
	size_t size;
	u32 cancel_id;
	int result;
	u8 response[TA_TPM_MAX_SIZE];
};

struct tee_tpm_service *tee_tpm_service_open(struct tee_device *teedev);
void tee_tpm_service_close(struct tee_tpm_service *service);
int tee_tpm_service_call(struct tee_tpm_service *service, const u8 *command, size_t size,
			 unsigned long budget);
void tee_tpm_service_cancel(struct tee_tpm_service *service);
void tee_tpm_service_hurry(struct tee_tpm_service *service);
bool tee_tpm_service_is_used(const struct tee_tpm_service *service);

struct tee_tpm *tee_tpm_create(struct tee_device *teedev);
void tee_tpm_destroy(struct tee_tpm *tpm);

#endif /* TEE_TPM_H */

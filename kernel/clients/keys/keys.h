/* SPDX-License-Identifier: GPL-2.0-only */
/* What the key type's source files need from each other */
#ifndef TEE_KEYS_H
#define TEE_KEYS_H

#include <linux/types.h>
#include <linux/uuid.h>

#include "blob.h"

struct tee_keys_sealer;
struct tee_keys_tee;

/* tees.c: the TEEs we could seal with */
int tee_keys_tees_init(void);
void tee_keys_tees_exit(void);
struct tee_keys_tee *tee_keys_tee_get(const char *selector, const struct tee_blob *sealed_by);
void tee_keys_tee_put(struct tee_keys_tee *tee);
void tee_keys_tee_describe(struct tee_keys_tee *tee, struct tee_blob *info);

struct tee_keys_sealer *tee_keys_tee_sealer(struct tee_keys_tee *tee);

/* application.c: talks to the Trusted Keys application */

/**
 * enum tee_keys_operation - commands of the Trusted Keys application
 * @TEE_KEYS_GET_RANDOM: fill the output with random bytes
 * @TEE_KEYS_SEAL: seal the input into the output
 * @TEE_KEYS_UNSEAL: unseal the input into the output
 */
enum tee_keys_operation {
	TEE_KEYS_GET_RANDOM = 0,
	TEE_KEYS_SEAL = 1,
	TEE_KEYS_UNSEAL = 2,
};

struct tee_context;
struct tee_keys_session;
struct tee_user;

extern const uuid_t tee_keys_ta_uuid;

struct tee_keys_session *tee_keys_session_open(struct tee_context *opener,
					       struct tee_user *turn, unsigned int timeout_ms);
void tee_keys_session_close(struct tee_keys_session *session);
bool tee_keys_session_is_broken(const struct tee_keys_session *session);
int tee_keys_session_run(struct tee_keys_session *session, struct tee_user *turn,
			 enum tee_keys_operation operation, const u8 *in, size_t in_len,
			 u8 *out, size_t room, unsigned int timeout_ms);

/* sealer.c: per-TEE job queue */

struct tee_keys_sealer *tee_keys_sealer_create(struct tee_context *ctx);
void tee_keys_sealer_stop(struct tee_keys_sealer *sealer);
void tee_keys_sealer_destroy(struct tee_keys_sealer *sealer);
int tee_keys_sealer_run(struct tee_keys_sealer *sealer, enum tee_keys_operation operation,
			const u8 *in, size_t in_len, u8 *out, size_t room);

#endif /* TEE_KEYS_H */

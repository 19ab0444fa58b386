/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Replay Protected Memory Block of an eMMC card, or an emulated one. OP-TEE
 * uses it to detect rollback of its data.
 */
#ifndef SUPPLICANT_RPMB_H
#define SUPPLICANT_RPMB_H

#include <stdbool.h>

#include "request/request.h"

enum rpmb_mode {
	RPMB_EMULATED,		/* emulated, in the storage directory */
	RPMB_DEVICE,		/* a card's, which another process holds open (rpmb_card.h) */
};

/**
 * rpmb_setup() - choose the RPMB
 * @mode:	emulated, or a card's
 * @storage:	RPMB_EMULATED: directory of the emulated card's file, which the
 *		caller keeps open until rpmb_shutdown()
 *
 * Call this once, before any request. Without it, requests fail with
 * NOT_SUPPORTED.
 */
void rpmb_setup(enum rpmb_mode mode, int storage);

/** rpmb_shutdown() - close the emulated card or the stream; later requests are not supported */
void rpmb_shutdown(void);

/* Serves SUPP_RPMB. */
supp_service_fn supp_rpmb;

#endif

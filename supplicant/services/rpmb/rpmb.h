/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Replay Protected Memory Block, which OP-TEE keeps secrets in whose loss of age it
 * would notice: an eMMC's, or a model of one.
 */
#ifndef SUPPLICANT_RPMB_H
#define SUPPLICANT_RPMB_H

#include <stdbool.h>

#include "request/request.h"

enum rpmb_mode {
	RPMB_EMULATED,		/* the model, in the storage folder */
	RPMB_DEVICE,		/* a card's, in a process of its own (rpmb_card.h) */
};

/**
 * rpmb_setup() - say which RPMB there is
 * @mode:	which
 * @storage:	RPMB_EMULATED: the folder that the model's file lies in, open as long as
 *		requests may come
 *
 * To be called once, before any request. Without it requests are not supported.
 */
void rpmb_setup(enum rpmb_mode mode, int storage);

/** rpmb_shutdown() - close what is open, when no request can come any more */
void rpmb_shutdown(void);

/* SUPP_RPMB */
supp_service_fn supp_rpmb;

#endif

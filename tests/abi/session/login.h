/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the login tests */
#ifndef TEST_LOGIN_H
#define TEST_LOGIN_H

#include <stdint.h>

#include "tee.h"

#define APPLICATION_LOGINS 3

extern const uint32_t application_logins[APPLICATION_LOGINS];

/* Skip on cores without application logins. */
void need_application_logins(void);

/* @group is only used by the group logins. Returns -1 with errno on error. */
int try_login(int fd, const uint8_t *ta, uint32_t login, uint32_t group,
	      struct open_arg *open);

/* The path of our own executable, and a way to get a copy of it */
const char *own_path(void);
void copy_self(const char *to);

#endif /* TEST_LOGIN_H */

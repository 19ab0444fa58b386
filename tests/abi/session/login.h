/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tests of login methods share. */
#ifndef TEST_LOGIN_H
#define TEST_LOGIN_H

#include <stdint.h>

#include "tee.h"

#define APPLICATION_LOGINS 3

extern const uint32_t application_logins[APPLICATION_LOGINS];

/* Skips the test where this core has none. */
void need_application_logins(void);

/* Opens a session; @group for the logins that have one. -1 with errno. */
int try_login(int fd, const uint8_t *ta, uint32_t login, uint32_t group,
	      struct open_arg *open);

/* The executable of this process, and a copy of it. */
const char *own_path(void);
void copy_self(const char *to);

#endif /* TEST_LOGIN_H */

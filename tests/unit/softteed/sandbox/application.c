// SPDX-License-Identifier: BSD-2-Clause
/*
 * A shared object to load into a confined process.
 */

__attribute__((visibility("default"))) int application_answer(int number);

int application_answer(int number)
{
	return number + 1;
}

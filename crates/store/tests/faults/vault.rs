//! K01, K03, K04, K05: the vault over a keychain in each of its troubles.

use larder_store::Store;
use larder_store::fake_keychain::{Behaviour, FakeKeychain};
use larder_store::vault::{Vault, VaultError, VaultState};

const SECRET: &[u8] = b"refresh-token-canary";

fn vault_over(fake: &FakeKeychain) -> Vault {
    Vault::new(fake.keychain(), "installation-1")
}

#[tokio::test]
async fn the_first_unlock_makes_one_key_and_the_next_process_finds_it() {
    let fake = FakeKeychain::new();
    let first = vault_over(&fake);
    assert_eq!(first.state(), VaultState::Closed);
    assert_eq!(first.seal("a", SECRET), Err(VaultError::Closed));
    first.unlock(false).await.unwrap();
    assert_eq!(first.state(), VaultState::Unlocked);
    let sealed = first.seal("a", SECRET).unwrap();

    let second = vault_over(&fake);
    second.unlock(true).await.unwrap();
    assert_eq!(*second.open("a", &sealed).unwrap(), SECRET);
    assert_eq!(fake.items(), 1);
}

#[tokio::test]
async fn k05_a_missing_key_with_sealed_rows_is_a_lost_key_and_none_is_made_over_it() {
    let fake = FakeKeychain::new();
    let first = vault_over(&fake);
    first.unlock(false).await.unwrap();
    let sealed = first.seal("a", SECRET).unwrap();
    fake.delete_items();

    let second = vault_over(&fake);
    assert_eq!(second.unlock(true).await, Err(VaultError::KeyLost));
    assert_eq!(second.state(), VaultState::KeyLost);
    assert_eq!(second.open("a", &sealed), Err(VaultError::KeyLost));
    assert_eq!(fake.items(), 0);

    // Once the person gives up what was sealed, the vault works again, with another key.
    second.start_over().await.unwrap();
    assert_eq!(second.open("a", &sealed), Err(VaultError::OtherKey));
    assert_eq!(second.state(), VaultState::Unlocked);
}

#[tokio::test]
async fn k01_an_item_edited_to_garbage_is_a_damaged_key_and_stays_as_it_is() {
    for garbage in [&b""[..], b"x", &[7; 32], &[1; 37], "pässword".as_bytes()] {
        let fake = FakeKeychain::new();
        vault_over(&fake).unlock(false).await.unwrap();
        fake.overwrite_items(garbage);
        for sealed_rows_exist in [true, false] {
            let vault = vault_over(&fake);
            assert_eq!(
                vault.unlock(sealed_rows_exist).await,
                Err(VaultError::KeyDamaged)
            );
            assert_eq!(vault.state(), VaultState::KeyDamaged);
        }
        let vault = vault_over(&fake);
        vault.start_over().await.unwrap();
        vault_over(&fake).unlock(true).await.unwrap();
    }
}

#[tokio::test]
async fn k01_a_locked_and_a_missing_keychain_are_told_apart_and_can_be_tried_again() {
    let fake = FakeKeychain::new();
    let vault = vault_over(&fake);
    fake.behave(Behaviour::Locked);
    assert_eq!(vault.unlock(false).await, Err(VaultError::Locked));
    assert_eq!(vault.state(), VaultState::Locked);
    fake.behave(Behaviour::Missing);
    assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
    assert_eq!(vault.state(), VaultState::NoKeychain);
    fake.behave(Behaviour::Well);
    vault.unlock(false).await.unwrap();

    let later = vault_over(&fake);
    later.start_session_only().unwrap();
    assert_eq!(later.state(), VaultState::SessionOnly);
}

#[tokio::test]
async fn k01_two_keys_or_one_in_another_encoding_are_named_left_alone_and_can_be_mended() {
    for (behaviour, error, state) in [
        (
            Behaviour::Doubled,
            VaultError::Ambiguous,
            VaultState::Ambiguous,
        ),
        (
            Behaviour::WrongEncoding,
            VaultError::KeyDamaged,
            VaultState::KeyDamaged,
        ),
    ] {
        let fake = FakeKeychain::new();
        let first = vault_over(&fake);
        first.unlock(false).await.unwrap();
        let sealed = first.seal("a", SECRET).unwrap();
        fake.behave(behaviour);
        let vault = vault_over(&fake);
        for sealed_rows_exist in [true, false] {
            assert_eq!(vault.unlock(sealed_rows_exist).await, Err(error.clone()));
            assert_eq!(vault.state(), state);
            assert_eq!(vault.seal("a", SECRET), Err(error.clone()));
        }
        // The person puts the keychain in order with its own tool.
        fake.behave(Behaviour::Well);
        vault.unlock(true).await.unwrap();
        assert_eq!(*vault.open("a", &sealed).unwrap(), SECRET);
        assert_eq!(fake.items(), 1);
    }
}

#[tokio::test]
async fn k04_a_key_made_before_a_crash_is_the_one_used_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let fake = FakeKeychain::new();
    let store = Store::open(folder.path()).await.unwrap();
    // The key is made, and the process ends before anything is sealed.
    Vault::of_store(fake.keychain(), &store)
        .unlock(false)
        .await
        .unwrap();
    store.close().await.unwrap();
    assert_eq!(fake.items(), 1);

    let store = Store::open(folder.path()).await.unwrap();
    let second = Vault::of_store(fake.keychain(), &store);
    second.unlock(false).await.unwrap();
    let sealed = second.seal("a", SECRET).unwrap();
    store.close().await.unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let third = Vault::of_store(fake.keychain(), &store);
    third.unlock(true).await.unwrap();
    assert_eq!(*third.open("a", &sealed).unwrap(), SECRET);
    assert_eq!(fake.items(), 1, "no item was left behind on the way");
}

#[tokio::test]
async fn k05_a_key_without_any_sealed_row_is_used_and_no_second_is_made() {
    let fake = FakeKeychain::new();
    let first = vault_over(&fake);
    first.unlock(false).await.unwrap();
    let sealed = first.seal("a", SECRET).unwrap();
    let second = vault_over(&fake);
    second.unlock(false).await.unwrap();
    assert_eq!(*second.open("a", &sealed).unwrap(), SECRET);
    assert_eq!(fake.items(), 1);
}

#[tokio::test]
async fn k01_a_keychain_locked_between_two_starts_says_so() {
    let fake = FakeKeychain::new();
    let keychain = fake.keychain();
    Vault::new(keychain.clone(), "installation-1")
        .unlock(false)
        .await
        .unwrap();
    fake.behave(Behaviour::Locked);
    let vault = Vault::new(keychain, "installation-1");
    assert_eq!(vault.unlock(true).await, Err(VaultError::Locked));
    assert_eq!(vault.state(), VaultState::Locked);
    fake.behave(Behaviour::Well);
    vault.unlock(true).await.unwrap();
}

#[tokio::test]
async fn k01_a_service_that_was_restarted_is_found_again() {
    let fake = FakeKeychain::new();
    let keychain = fake.keychain();
    Vault::new(keychain.clone(), "installation-1")
        .unlock(false)
        .await
        .unwrap();
    fake.behave(Behaviour::Missing);
    let vault = Vault::new(keychain, "installation-1");
    assert_eq!(vault.unlock(true).await, Err(VaultError::NoKeychain));
    fake.behave(Behaviour::Well);
    vault.unlock(true).await.unwrap();
}

#[tokio::test]
async fn a_keychain_that_keeps_nothing_is_noticed_before_anything_is_sealed() {
    let fake = FakeKeychain::new();
    fake.behave(Behaviour::Forgetful);
    let vault = vault_over(&fake);
    // Written without an error, gone when read back.
    assert!(matches!(
        vault.unlock(false).await,
        Err(VaultError::Failed { .. })
    ));
    assert!(vault.seal("a", SECRET).is_err());
}

#[tokio::test(start_paused = true)]
async fn k01_a_keychain_that_hangs_leaves_the_vault_waiting_and_its_late_answer_opens_it() {
    let fake = FakeKeychain::new();
    fake.behave(Behaviour::Hangs);
    let vault = vault_over(&fake);
    let mut states = vault.changes();
    assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));
    assert_eq!(vault.state(), VaultState::Waiting);
    assert_eq!(vault.seal("a", SECRET), Err(VaultError::Waiting));
    // A second try joins the first question.
    assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));

    fake.behave(Behaviour::Well);
    states
        .wait_for(|state| *state == VaultState::Unlocked)
        .await
        .unwrap();
    vault.seal("a", SECRET).unwrap();
    assert_eq!(fake.items(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_late_key_takes_over_from_the_session_key_and_both_open_their_own() {
    let fake = FakeKeychain::new();
    fake.behave(Behaviour::Hangs);
    let vault = vault_over(&fake);
    let mut states = vault.changes();
    assert_eq!(vault.unlock(false).await, Err(VaultError::Waiting));
    vault.start_session_only().unwrap();
    assert_eq!(vault.state(), VaultState::SessionOnly);
    assert!(vault.session().is_some());
    let of_session = vault.seal("a", SECRET).unwrap();

    fake.behave(Behaviour::Well);
    states
        .wait_for(|state| *state == VaultState::Unlocked)
        .await
        .unwrap();
    assert_eq!(vault.session(), None);
    let lasting = vault.seal("a", SECRET).unwrap();
    assert_eq!(*vault.open("a", &of_session).unwrap(), SECRET);
    assert_eq!(*vault.open("a", &lasting).unwrap(), SECRET);
}

#[tokio::test]
async fn a_failing_keychain_takes_nothing_from_a_session_that_works() {
    let fake = FakeKeychain::new();
    fake.behave(Behaviour::Missing);
    let vault = vault_over(&fake);
    vault.start_session_only().unwrap();
    assert_eq!(vault.unlock(false).await, Err(VaultError::NoKeychain));
    assert_eq!(vault.state(), VaultState::SessionOnly);
    vault.seal("a", SECRET).unwrap();
    let other = vault_over(&FakeKeychain::new());
    other.unlock(false).await.unwrap();
    let sealed = vault.seal("a", SECRET).unwrap();
    assert_eq!(other.open("a", &sealed), Err(VaultError::OtherKey));
}

#[tokio::test]
async fn k03_many_tasks_that_unlock_at_once_ask_the_keychain_once() {
    let fake = FakeKeychain::new();
    let vault = vault_over(&fake);
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.unlock(false).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    // Reach the service, look, look again under the lock, write, read back.
    assert_eq!((fake.calls(), fake.items()), (5, 1));
}

#[tokio::test]
async fn k03_vaults_of_one_folder_that_start_at_once_agree_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let fake = FakeKeychain::new();
    let vaults: Vec<_> = (0..8)
        .map(|_| Vault::of_store(fake.keychain(), &store))
        .collect();
    let unlocking: Vec<_> = vaults
        .iter()
        .map(|vault| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.unlock(false).await })
        })
        .collect();
    for task in unlocking {
        task.await.unwrap().unwrap();
    }
    let sealed = vaults[0].seal("a", SECRET).unwrap();
    for vault in &vaults {
        assert_eq!(*vault.open("a", &sealed).unwrap(), SECRET);
    }
}

#[tokio::test]
async fn k03_two_processes_that_both_find_no_key_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let making = std::fs::File::create(folder.path().join("locks/vault_key.lock")).unwrap();
    making.lock().unwrap();
    let fake = FakeKeychain::new();
    let vaults: Vec<_> = (0..2)
        .map(|_| Vault::of_store(fake.keychain(), &store))
        .collect();
    let unlocking: Vec<_> = vaults
        .iter()
        .map(|vault| {
            let vault = vault.clone();
            tokio::spawn(async move { vault.unlock(false).await })
        })
        .collect();
    // Both have reached the service and found nothing; now they wait for the lock.
    while fake.calls() < 4 {
        tokio::task::yield_now().await;
    }
    assert_eq!(fake.items(), 0);
    drop(making);
    for task in unlocking {
        task.await.unwrap().unwrap();
    }
    let sealed = vaults[0].seal("a", SECRET).unwrap();
    assert_eq!(*vaults[1].open("a", &sealed).unwrap(), SECRET);
}

#[tokio::test]
async fn k01_a_process_stuck_while_making_a_key_keeps_nobody_from_reading_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).await.unwrap();
    let fake = FakeKeychain::new();
    let first = Vault::of_store(fake.keychain(), &store);
    first.unlock(false).await.unwrap();
    let stuck = std::fs::File::open(folder.path().join("locks/vault_key.lock")).unwrap();
    stuck.lock().unwrap();
    Vault::of_store(fake.keychain(), &store)
        .unlock(true)
        .await
        .unwrap();
}

#[tokio::test]
async fn l03_debug_output_of_the_vault_shows_its_state_alone() {
    let vault = vault_over(&FakeKeychain::new());
    vault.unlock(false).await.unwrap();
    assert_eq!(format!("{vault:?}"), "Vault(Unlocked)");
}

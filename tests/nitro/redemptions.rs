//! Vouchers in application data, and the support rule that rests on them.

use statelog::event::SupportRule;
use statelog::event::scalar::{Bytes32, U256, Uint48};
use statelog::nitro::{self, RedeemedVoucher, Redemption};

use super::given::{address, bytes, list, outcome, parsed, signature, state, vectors};

#[test]
fn a_voucher_round_trips_through_application_data() {
    let vectors = vectors();
    let cases = list(&vectors["vouchers"]);
    assert_eq!(cases.len(), 2);
    for case in cases {
        let mut app_data = bytes(&case["redemptionAppData"]);
        let voucher = RedeemedVoucher::from_app_data(&app_data).unwrap();
        assert_eq!(voucher.amount, parsed::<U256>(&case["amount"]));
        assert_eq!(voucher.signature, signature(&case["sig"]));
        assert_eq!(voucher.to_app_data().0, app_data);
        let channel: Bytes32 = parsed(&case["channelId"]);
        assert_eq!(voucher.signer(&channel), Ok(address(&vectors, "alice")));
        app_data.extend([1; 50]);
        assert_eq!(RedeemedVoucher::from_app_data(&app_data), Some(voucher));
        for length in 0..128 {
            assert_eq!(RedeemedVoucher::from_app_data(&app_data[..length]), None);
        }
        app_data[40] = 1;
        assert_eq!(
            RedeemedVoucher::from_app_data(&app_data),
            None,
            "v is no byte"
        );
    }
}

#[test]
fn a_redemption_takes_exactly_the_voucher_from_the_payer() {
    let vectors = vectors();
    let named = |name: &str| {
        let found = list(&vectors["vectors"])
            .iter()
            .find(|vector| vector["name"].as_str().unwrap().starts_with(name));
        state(&found.unwrap()["variablePart"])
    };
    let redeemed = named("V9c");
    let redemption = Redemption::of(&redeemed.app_data.0, &redeemed.outcome).unwrap();
    assert_eq!(redemption.voucher.amount, U256::from(4));
    let postfund = outcome(&vectors["vectors"][8]["variablePart"]["outcome"]);
    assert!(redemption.follows(&postfund));
    let mut other = postfund.clone();
    other[0].allocations[0].amount = U256::from(11);
    assert!(
        !redemption.follows(&other),
        "the payer loses more than the voucher"
    );
    other[0].allocations[0].amount = U256::from(3);
    assert!(
        !redemption.follows(&other),
        "the payer has less than the voucher"
    );
    let mut token = postfund.clone();
    token[0].asset.0[0] = 1;
    assert!(!redemption.follows(&token), "only the native asset");
    let twice = [postfund[0].clone(), postfund[0].clone()];
    assert!(!redemption.follows(&twice), "only one asset");
    assert!(Redemption::of(&redeemed.app_data.0, &twice).is_none());
    assert!(Redemption::of(&redeemed.app_data.0[..127], &redeemed.outcome).is_none());
    let mut greedy = redeemed;
    greedy.outcome[0].allocations[1].amount = U256::from(5);
    let greedy = Redemption::of(&greedy.app_data.0, &greedy.outcome).unwrap();
    assert!(
        !greedy.follows(&postfund),
        "the payee gets more than the voucher"
    );
}

#[test]
fn all_signatures_suffice_at_the_turns_that_the_application_accepts() {
    let full =
        |rule, turn, is_final| nitro::full_suffices(rule, Uint48::new(turn).unwrap(), is_final);
    for turn in [0, 1, 2, 3, Uint48::MAX.get()] {
        for is_final in [false, true] {
            assert!(full(SupportRule::Unanimous, turn, is_final));
            let accepted = turn <= 1 || is_final;
            assert_eq!(full(SupportRule::VirtualPayment, turn, is_final), accepted);
        }
    }
}
